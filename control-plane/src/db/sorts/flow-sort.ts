import { sql, type SQL } from "drizzle-orm";
import type { FlowSort } from "kedge/contract";
import { flow } from "../schema/flow.js";

/** Names are unique, so they need no second column. */
export const flowOrder: Record<FlowSort, SQL> = {
  NAME_ASC: sql`${flow.name} asc`,
  NAME_DESC: sql`${flow.name} desc`,
  CREATED_DESC: sql`${flow.created} desc, ${flow.id} desc`,
  UPDATED_DESC: sql`${flow.updated} desc, ${flow.id} desc`,
};
