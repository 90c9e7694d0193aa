import type { Connection } from "../connect.js";
import { jsonText } from "../json-text.js";
import type { CurrentState } from "../rows/state-row.js";
import { runTimes } from "./run-times.js";

export interface TaskRunStateCommit {
  readonly workspaceId: string;
  readonly id: string;
  readonly stateId: string;
  readonly type: string;
  readonly name: string;
  readonly message: string | null;
  readonly data: unknown;
  readonly details: object;
  /** Refused unless this is the current state: what was decided was decided on it. */
  readonly expectedStateId: string | null;
  /** What the count of runs begins from anew; null: it goes on. */
  readonly runCount: number | null;
  /** null: stays. */
  readonly flowRunRunCount: number | null;
  /** Under which the state is entered into the cache; null: it isn't. */
  readonly cacheKey: string | null;
}

/**
 * Commits one state: compare-and-swap on the task run, its history row, its entry in the cache. No row: the task run has
 * changed meanwhile, or is gone. Not batched: stock clients report nearly all states of tasks as events, not over REST.
 */
export async function commitTaskRunState(
  sql: Connection,
  commit: TaskRunStateCommit,
): Promise<CurrentState | undefined> {
  const { workspaceId, id, stateId, type, name, message, data, details } = commit;
  const [row] = await sql<CurrentState[]>`
    with locked as materialized (
      select run.*, greatest(clock_timestamp(), run.state_timestamp + interval '1 microsecond') as entered
      from task_run run
      where run.workspace_id = ${workspaceId} and run.id = ${id}
        and run.state_id is not distinct from ${commit.expectedStateId}
      for no key update
    ),
    proposed as (
      select locked.*,
             jsonb_strip_nulls(${jsonText(details)}::jsonb
               || jsonb_build_object('flow_run_id', flow_run_id, 'task_run_id', id)
               || case when ${type} = 'SCHEDULED' and ${jsonText(details)}::jsonb ->> 'scheduled_time' is null
                    then jsonb_build_object('scheduled_time', iso_instant(entered)) else '{}' end) as new_details
      from locked
    ),
    accepted as (
      select *, case when ${type} = 'SCHEDULED' then (new_details ->> 'scheduled_time')::timestamptz end as scheduled_for
      from proposed
    ),
    updated as (
      update task_run run set
        updated = clock_timestamp(),
        state_id = ${stateId},
        state_type = ${type},
        state_name = ${name},
        state_timestamp = a.entered,
        state_message = ${message},
        state_data = nullif(${jsonText(data)}::jsonb, 'null'),
        state_details = a.new_details,
        run_count = coalesce(${commit.runCount}, run.run_count) + case when ${type} = 'RUNNING' then 1 else 0 end,
        flow_run_run_count = coalesce(${commit.flowRunRunCount}, run.flow_run_run_count),
        ${runTimes(sql, { row: sql`run`, type: sql`${type}`, entered: sql`a.entered`, scheduledFor: sql`a.scheduled_for` })}
      from accepted a
      where run.workspace_id = a.workspace_id and run.id = a.id
      returning run.workspace_id, run.id, run.state_id, run.state_type, run.state_name, run.state_timestamp,
                run.state_message, run.state_data, run.state_details
    ),
    history as (
      insert into task_run_state (workspace_id, id, task_run_id, type, name, timestamp, message, data, state_details)
      select workspace_id, state_id, id, state_type, state_name, state_timestamp, state_message, state_data, state_details
      from updated
    ),
    cached as (
      insert into task_run_cache
        (workspace_id, cache_key, state_id, expiration, state_name, state_message, state_data, state_details)
      select workspace_id, ${commit.cacheKey}, state_id, (state_details ->> 'cache_expiration')::timestamptz, state_name,
             state_message, state_data, state_details
      from updated
      where ${commit.cacheKey}::text is not null
      on conflict (workspace_id, cache_key) do update set
        state_id = excluded.state_id,
        created = excluded.created,
        expiration = excluded.expiration,
        state_name = excluded.state_name,
        state_message = excluded.state_message,
        state_data = excluded.state_data,
        state_details = excluded.state_details
    )
    select state_id, state_type, state_name, state_timestamp, state_message, state_data, state_details from updated`;
  return row;
}
