import { sql, type SQL } from "drizzle-orm";
import type { FlowFilter } from "kedge/contract";
import { deployment } from "../schema/deployment.js";
import { flow } from "../schema/flow.js";
import { EVERYTHING, combine } from "./combine.js";
import { nameCriteria, setCriteria, tagsCriteria } from "./criteria.js";

/** A flow filter as a condition on `flow`. */
export function flowCondition(filter: FlowFilter): SQL {
  return combine(filter.operator, [
    filter.id && setCriteria(flow.id, filter.id),
    filter.deployment && withoutDeployments(filter.deployment.is_null_),
    filter.name && nameCriteria(flow.name, filter.name),
    filter.tags && tagsCriteria(flow.tags, filter.tags),
  ]);
}

function withoutDeployments(isWithout: boolean | null | undefined): SQL {
  if (isWithout == null) return EVERYTHING;
  const exists = sql`exists (
    select from ${deployment} where ${deployment.workspace_id} = ${flow.workspace_id} and ${deployment.flow_id} = ${flow.id})`;
  return isWithout ? sql`not ${exists}` : exists;
}
