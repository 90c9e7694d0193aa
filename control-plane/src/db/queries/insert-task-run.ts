import type { Connection } from "../connect.js";
import { jsonText } from "../json-text.js";
import type { TaskRunRow } from "../rows/task-run-row.js";

/** A task run to be created with its first state; ids are the caller's. */
export interface NewTaskRun {
  readonly workspaceId: string;
  readonly id: string;
  readonly flowRunId: string | null;
  readonly taskKey: string;
  readonly dynamicKey: string;
  readonly name: string;
  readonly taskVersion: string | null;
  readonly tags: readonly string[];
  readonly labels: object;
  readonly taskInputs: object;
  readonly empiricalPolicy: object;
  readonly cacheKey: string | null;
  readonly cacheExpiration: string | null;
  readonly stateId: string;
  readonly type: string;
  readonly stateName: string;
  readonly message: string | null;
  readonly data: unknown;
  readonly details: object;
}

/**
 * Creates a task run with its first state and the labels of its flow run. No row: its id or its place in the flow run is
 * taken, or there is no such flow run; the caller finds out which.
 */
export async function insertTaskRun(sql: Connection, run: NewTaskRun): Promise<TaskRunRow | undefined> {
  const [row] = await sql<TaskRunRow[]>`
    with proposed as (
      select e.entered, coalesce(flow_run.labels, '{}') as flow_run_labels,
             case when ${run.type} = 'SCHEDULED'
               then coalesce((${jsonText(run.details)}::jsonb ->> 'scheduled_time')::timestamptz, e.entered) end as scheduled_for
      from (select clock_timestamp() as entered) e
      left join flow_run on flow_run.workspace_id = ${run.workspaceId} and flow_run.id = ${run.flowRunId}
      where ${run.flowRunId}::uuid is null or flow_run.id is not null
    ),
    created as (
      insert into task_run (
        workspace_id, id, created, updated, flow_run_id, task_key, dynamic_key, name, task_version, cache_key,
        cache_expiration, empirical_policy, tags, labels, task_inputs,
        state_id, state_type, state_name, state_timestamp, state_message, state_data, state_details,
        run_count, expected_start_time, next_scheduled_start_time, start_time, end_time)
      select
        ${run.workspaceId}, ${run.id}, entered, entered, ${run.flowRunId}, ${run.taskKey}, ${run.dynamicKey}, ${run.name},
        ${run.taskVersion}, ${run.cacheKey}, ${run.cacheExpiration}, ${jsonText(run.empiricalPolicy)}::jsonb,
        ${[...run.tags]}::text[],
        flow_run_labels
          || case when ${run.flowRunId}::uuid is null then '{}' else jsonb_build_object('prefect.flow-run.id', ${run.flowRunId}::uuid) end
          || ${jsonText(run.labels)}::jsonb,
        ${jsonText(run.taskInputs)}::jsonb,
        ${run.stateId}, ${run.type}, ${run.stateName}, entered, ${run.message}, nullif(${jsonText(run.data)}::jsonb, 'null'),
        jsonb_strip_nulls(${jsonText(run.details)}::jsonb
          || jsonb_build_object('flow_run_id', ${run.flowRunId}::uuid, 'task_run_id', ${run.id}::uuid)
          || case when scheduled_for is null then '{}' else jsonb_build_object('scheduled_time', iso_instant(scheduled_for)) end),
        case when ${run.type} = 'RUNNING' then 1 else 0 end,
        coalesce(scheduled_for, entered),
        scheduled_for,
        case when ${run.type} = 'RUNNING' or is_terminal(${run.type}) then entered end,
        case when is_terminal(${run.type}) then entered end
      from proposed
      on conflict do nothing
      returning *
    ),
    history as (
      insert into task_run_state (workspace_id, id, task_run_id, type, name, timestamp, message, data, state_details)
      select workspace_id, state_id, id, state_type, state_name, state_timestamp, state_message, state_data, state_details
      from created
    )
    select * from created`;
  return row;
}
