import { sql, type SQL } from "drizzle-orm";
import type { DeploymentSort } from "kedge/contract";
import { deployment } from "../schema/deployment.js";

/** Deployments of different flows may share a name. */
export const deploymentOrder: Record<DeploymentSort, SQL> = {
  NAME_ASC: sql`${deployment.name} asc, ${deployment.id} asc`,
  NAME_DESC: sql`${deployment.name} desc, ${deployment.id} desc`,
  CREATED_DESC: sql`${deployment.created} desc, ${deployment.id} desc`,
  UPDATED_DESC: sql`${deployment.updated} desc, ${deployment.id} desc`,
};
