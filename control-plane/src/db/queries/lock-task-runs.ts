import type { StateDetails, StateType } from "kedge/contract";
import { plainArray, textArray } from "../array-literal.js";
import type { Connection } from "../connect.js";
import type { RecordedTaskRun } from "../rows/recorded-task-run.js";
import type { TaskRunRow } from "../rows/task-run-row.js";

/**
 * The stored runs that records may speak of, by their place in a flow run or by id, locked until the transaction ends.
 * They are found by two index probes first: a condition on either key would read the whole table.
 */
export async function lockTaskRuns(sql: Connection, runs: readonly RecordedTaskRun[]): Promise<RecordedTaskRun[]> {
  const workspaces = plainArray(runs.map((run) => run.workspace_id));
  const rows = await sql<(TaskRunRow & Pick<RecordedTaskRun, "earlier_fields">)[]>`
    with known as (
      select run.workspace_id, run.id
      from unnest(${workspaces}::uuid[], ${plainArray(runs.map((run) => run.id))}::uuid[]) as given(workspace_id, id)
      join task_run run using (workspace_id, id)
      union
      select run.workspace_id, run.id
      from unnest(
        ${workspaces}::uuid[],
        ${plainArray(runs.map((run) => run.flow_run_id))}::uuid[],
        ${textArray(runs.map((run) => run.task_key))}::text[],
        ${textArray(runs.map((run) => run.dynamic_key))}::text[]
      ) as given(workspace_id, flow_run_id, task_key, dynamic_key)
      join task_run run using (workspace_id, flow_run_id, task_key, dynamic_key)
    )
    select run.* from task_run run join known using (workspace_id, id)
    order by run.workspace_id, run.flow_run_id, run.task_key, run.dynamic_key, run.id
    for no key update of run`;
  return rows.map(asRecorded);
}

function asRecorded(row: TaskRunRow & Pick<RecordedTaskRun, "earlier_fields">): RecordedTaskRun {
  return {
    workspace_id: row.workspace_id,
    id: row.id,
    flow_run_id: row.flow_run_id,
    task_key: row.task_key,
    dynamic_key: row.dynamic_key,
    name: row.name,
    state:
      row.state_id === null
        ? null
        : {
            id: row.state_id,
            type: row.state_type as StateType,
            name: row.state_name!,
            timestamp: row.state_timestamp!,
            message: row.state_message,
            data: row.state_data,
            details: row.state_details as StateDetails,
          },
    earlier_fields: row.earlier_fields,
    task_version: row.task_version,
    tags: row.tags.length === 0 ? null : row.tags,
    labels: unlessEmpty(row.labels),
    task_inputs: unlessEmpty(row.task_inputs),
    empirical_policy: unlessEmpty(row.empirical_policy),
    cache_key: row.cache_key,
    cache_expiration: row.cache_expiration,
    run_count: row.run_count || null,
    flow_run_run_count: row.flow_run_run_count || null,
    expected_start_time: row.expected_start_time,
    next_scheduled_start_time: row.next_scheduled_start_time,
    start_time: row.start_time,
    end_time: row.end_time,
    total_run_time: row.total_run_time || null,
  };
}

function unlessEmpty(value: unknown): object | null {
  return Object.keys(value as object).length === 0 ? null : (value as object);
}
