import { TaskRunPolicy, type JsonObject, type Labels, type Micros, type StateType, type TaskRun } from "kedge/contract";
import type { taskRun } from "../schema/task-run.js";
import { estimates } from "./run-timing.js";
import { currentState } from "./state-row.js";

export type TaskRunRow = typeof taskRun.$inferSelect;

export function toTaskRun(row: TaskRunRow, now: Micros): TaskRun {
  return {
    id: row.id,
    created: row.created,
    updated: row.updated,
    name: row.name,
    flow_run_id: row.flow_run_id,
    task_key: row.task_key,
    dynamic_key: row.dynamic_key,
    cache_key: row.cache_key,
    cache_expiration: row.cache_expiration,
    task_version: row.task_version,
    empirical_policy: taskRunPolicy(row.empirical_policy),
    tags: row.tags,
    labels: row.labels as Labels,
    state_id: row.state_id,
    task_inputs: row.task_inputs as JsonObject,
    state_type: row.state_type as StateType | null,
    state_name: row.state_name,
    flow_run_run_count: row.flow_run_run_count,
    run_count: row.run_count,
    expected_start_time: row.expected_start_time,
    next_scheduled_start_time: row.next_scheduled_start_time,
    start_time: row.start_time,
    end_time: row.end_time,
    total_run_time: row.total_run_time,
    ...estimates(row, now),
    state: currentState(row),
  };
}

const DEFAULT_POLICY = TaskRunPolicy.parse({});

export function taskRunPolicy(stored: unknown): TaskRunPolicy {
  return { ...DEFAULT_POLICY, ...(stored as Partial<TaskRunPolicy>) };
}
