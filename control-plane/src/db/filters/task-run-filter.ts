import { sql, type SQL } from "drizzle-orm";
import type { TaskRunFilter } from "kedge/contract";
import { flowRun } from "../schema/flow-run.js";
import { taskRun } from "../schema/task-run.js";
import { EVERYTHING, combine } from "./combine.js";
import { anyOf, nameCriteria, setCriteria, tagsCriteria, timeCriteria } from "./criteria.js";
import { stateCriteria } from "./state-criteria.js";

/** A task run filter as a condition on `task_run`. */
export function taskRunCondition(filter: TaskRunFilter): SQL {
  return combine(filter.operator, [
    filter.id && setCriteria(taskRun.id, filter.id),
    filter.name && nameCriteria(taskRun.name, filter.name),
    filter.tags && tagsCriteria(taskRun.tags, filter.tags),
    filter.state && stateCriteria(taskRun, filter.state),
    filter.start_time && timeCriteria(taskRun.start_time, filter.start_time),
    filter.end_time && timeCriteria(taskRun.end_time, filter.end_time),
    filter.expected_start_time && timeCriteria(taskRun.expected_start_time, filter.expected_start_time),
    filter.subflow_runs && standsForSubflow(filter.subflow_runs.exists_),
    filter.flow_run_id && inFlowRun(filter.flow_run_id),
  ]);
}

function standsForSubflow(exists: boolean | null | undefined): SQL {
  if (exists == null) return EVERYTHING;
  const child = sql`exists (
    select from ${flowRun}
    where ${flowRun.workspace_id} = ${taskRun.workspace_id} and ${flowRun.parent_task_run_id} = ${taskRun.id})`;
  return exists ? child : sql`not ${child}`;
}

/**
 * Here alone `is_null_` is false by default, and beside `any_` it counts only when true: stock clients send false with
 * every list of flow runs, under either operator.
 */
function inFlowRun(asked: NonNullable<TaskRunFilter["flow_run_id"]>): SQL {
  if (asked.is_null_ === true) return sql`${taskRun.flow_run_id} is null`;
  if (asked.any_) return anyOf(taskRun.flow_run_id, asked.any_);
  return asked.is_null_ === null ? EVERYTHING : sql`${taskRun.flow_run_id} is not null`;
}
