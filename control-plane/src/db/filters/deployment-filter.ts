import { sql, type SQL } from "drizzle-orm";
import type { DeploymentFilter } from "kedge/contract";
import { deployment } from "../schema/deployment.js";
import { flow } from "../schema/flow.js";
import { EVERYTHING, combine } from "./combine.js";
import { contains, integerCriteria, nameCriteria, setCriteria, tagsCriteria } from "./criteria.js";

/** Of the limit that its runs take a slot of, whether shared or its own; null without one. */
const slots = sql`(
  select c.slot_limit from concurrency_limit c
  where c.workspace_id = ${deployment.workspace_id} and c.id = ${deployment.concurrency_limit_id})`;

/** A deployment filter as a condition on `deployment`. */
export function deploymentCondition(filter: DeploymentFilter): SQL {
  return combine(filter.operator, [
    filter.id && setCriteria(deployment.id, filter.id),
    filter.name && nameCriteria(deployment.name, filter.name),
    filter.flow_or_deployment_name && eitherNameContains(filter.flow_or_deployment_name.like_),
    filter.paused && (filter.paused.eq_ == null ? EVERYTHING : sql`${deployment.paused} = ${filter.paused.eq_}`),
    filter.tags && tagsCriteria(deployment.tags, filter.tags),
    filter.work_queue_name && setCriteria(deployment.work_queue_name, filter.work_queue_name),
    filter.concurrency_limit && integerCriteria(slots, filter.concurrency_limit),
  ]);
}

function eitherNameContains(text: string | null | undefined): SQL {
  if (!text) return EVERYTHING;
  return sql`(${contains(deployment.name, text)} or exists (
    select from ${flow}
    where ${flow.workspace_id} = ${deployment.workspace_id} and ${flow.id} = ${deployment.flow_id}
      and ${contains(flow.name, text)}))`;
}
