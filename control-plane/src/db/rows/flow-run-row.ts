import { FlowRunPolicy, type FlowRun, type JsonObject, type Labels, type Micros, type StateType } from "kedge/contract";
import type { CreatedBy } from "kedge/contract";
import type { flowRun } from "../schema/flow-run.js";
import { estimates } from "./run-timing.js";
import { currentState } from "./state-row.js";

export type FlowRunRow = typeof flowRun.$inferSelect;

/** A run with the name of its pool, which stands on another table. */
export type FlowRunWithPool = FlowRunRow & { work_pool_name: string | null };

export function toFlowRun(row: FlowRunWithPool, now: Micros): FlowRun {
  return {
    id: row.id,
    created: row.created,
    updated: row.updated,
    name: row.name,
    flow_id: row.flow_id,
    state_id: row.state_id,
    deployment_id: row.deployment_id,
    deployment_version: row.deployment_version,
    work_queue_id: row.work_queue_id,
    work_queue_name: row.work_queue_name,
    work_pool_id: row.work_pool_id,
    work_pool_name: row.work_pool_name,
    flow_version: row.flow_version,
    parameters: row.parameters as JsonObject,
    idempotency_key: row.idempotency_key,
    context: row.context as JsonObject,
    empirical_policy: flowRunPolicy(row.empirical_policy),
    tags: row.tags,
    labels: row.labels as Labels,
    parent_task_run_id: row.parent_task_run_id,
    state_type: row.state_type as StateType | null,
    state_name: row.state_name,
    run_count: row.run_count,
    expected_start_time: row.expected_start_time,
    next_scheduled_start_time: row.next_scheduled_start_time,
    start_time: row.start_time,
    end_time: row.end_time,
    total_run_time: row.total_run_time,
    ...estimates(row, now),
    auto_scheduled: row.auto_scheduled,
    infrastructure_document_id: row.infrastructure_document_id,
    infrastructure_pid: row.infrastructure_pid,
    created_by: row.created_by as CreatedBy | null,
    state: currentState(row),
    job_variables: row.job_variables as JsonObject | null,
    attempt: row.attempt,
  };
}

const DEFAULT_POLICY = FlowRunPolicy.parse({});

export function flowRunPolicy(stored: unknown): FlowRunPolicy {
  return { ...DEFAULT_POLICY, ...(stored as Partial<FlowRunPolicy>) };
}
