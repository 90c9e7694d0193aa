import { sql, type SQL } from "drizzle-orm";
import type { FlowRunFilter } from "kedge/contract";
import { flowRun } from "../schema/flow-run.js";
import { taskRun } from "../schema/task-run.js";
import { EVERYTHING, combine } from "./combine.js";
import {
  anyOf,
  nameCriteria,
  nullableSetCriteria,
  nullness,
  setCriteria,
  tagsCriteria,
  timeCriteria,
} from "./criteria.js";
import { stateCriteria } from "./state-criteria.js";

/** When a run started, or is expected to. Written exactly as the indexes have it, or they would not be used. */
export const flowRunStart: SQL = sql`coalesce(${flowRun.start_time}, ${flowRun.expected_start_time})`;

/** A flow run filter as a condition on `flow_run`. */
export function flowRunCondition(filter: FlowRunFilter): SQL {
  return combine(filter.operator, [
    filter.id && setCriteria(flowRun.id, filter.id),
    filter.name && nameCriteria(flowRun.name, filter.name),
    filter.tags && tagsCriteria(flowRun.tags, filter.tags),
    filter.deployment_id && nullableSetCriteria(flowRun.deployment_id, filter.deployment_id),
    filter.work_queue_name && nullableSetCriteria(flowRun.work_queue_name, filter.work_queue_name),
    filter.state && stateCriteria(flowRun, filter.state),
    filter.flow_version && setCriteria(flowRun.flow_version, filter.flow_version),
    filter.start_time && timeCriteria(flowRunStart, filter.start_time, flowRun.start_time),
    filter.end_time && timeCriteria(flowRun.end_time, filter.end_time),
    filter.expected_start_time && timeCriteria(flowRun.expected_start_time, filter.expected_start_time),
    filter.next_scheduled_start_time &&
      timeCriteria(flowRun.next_scheduled_start_time, filter.next_scheduled_start_time),
    filter.parent_flow_run_id && startedBy(filter.parent_flow_run_id.any_),
    filter.parent_task_run_id && nullableSetCriteria(flowRun.parent_task_run_id, filter.parent_task_run_id),
    filter.idempotency_key && setCriteria(flowRun.idempotency_key, filter.idempotency_key),
    filter.created_by && createdBy(filter.created_by),
    filter.held_by && heldBy(filter.held_by.any_),
  ]);
}

/** Subflow runs: the task run that stands for one in its parent belongs to one of these flow runs. */
function startedBy(parents: readonly string[] | null | undefined): SQL {
  if (parents == null) return EVERYTHING;
  return sql`exists (
    select from ${taskRun}
    where ${taskRun.workspace_id} = ${flowRun.workspace_id} and ${taskRun.id} = ${flowRun.parent_task_run_id}
      and ${anyOf(taskRun.flow_run_id, parents)})`;
}

function createdBy(asked: NonNullable<FlowRunFilter["created_by"]>): SQL {
  return combine(asked.operator, [
    asked.id_ && anyOf(sql`${flowRun.created_by} ->> 'id'`, asked.id_),
    asked.type_ && anyOf(sql`${flowRun.created_by} ->> 'type'`, asked.type_),
    nullness(flowRun.created_by, asked.is_null_),
  ]);
}

/** A worker that has been started anew has another session under its name. */
function heldBy(workers: readonly string[] | null | undefined): SQL {
  if (workers == null) return EVERYTHING;
  return sql`exists (
    select from lease join worker_session on worker_session.workspace_id = lease.workspace_id
      and worker_session.id = lease.session_id
    where lease.workspace_id = ${flowRun.workspace_id} and lease.flow_run_id = ${flowRun.id}
      and ${anyOf(sql`worker_session.worker_name`, workers)})`;
}
