import { sql } from "drizzle-orm";
import type { DeploymentSort, RelatedFilters } from "kedge/contract";
import type { Sql } from "../connect.js";
import { deploymentsWhere } from "../filters/deployments-where.js";
import { DEPLOYMENT_COLUMNS, DEPLOYMENT_JOINS } from "../rows/deployment-columns.js";
import type { DeploymentRow } from "../rows/deployment-row.js";
import { runComposed } from "../run-composed.js";
import { deployment } from "../schema/deployment.js";
import { deploymentOrder } from "../sorts/deployment-sort.js";

export interface ListDeploymentsParams {
  workspaceId: string;
  filters: RelatedFilters;
  sort: DeploymentSort;
  limit: number;
  offset: number;
}

const columns = sql.raw(DEPLOYMENT_COLUMNS);
const joins = sql.raw(DEPLOYMENT_JOINS);

export async function listDeployments(client: Sql, params: ListDeploymentsParams): Promise<DeploymentRow[]> {
  return await runComposed<DeploymentRow>(
    client,
    sql`
      select ${columns} from ${deployment} ${joins}
      where ${deploymentsWhere(params.workspaceId, params.filters)}
      order by ${deploymentOrder[params.sort]}
      limit ${params.limit} offset ${params.offset}`,
  );
}
