import type { Sql } from "../connect.js";

export interface OpenTaskRunsEnd {
  readonly workspaceId: string;
  readonly flowRunId: string;
  readonly type: "CANCELLED" | "CRASHED";
  readonly name: string;
  readonly message: string;
  /** One for each task run that may be ended; so many at most. */
  readonly stateIds: readonly string[];
}

/**
 * Ends task runs of a flow run that have no end, in their rows and in their history, and answers how many. Those that stand
 * for a child flow run are left while the child has not ended: they show its state. Locked in id order, as the recorder
 * of task runs does.
 */
export async function endOpenTaskRuns(sql: Sql, end: OpenTaskRunsEnd): Promise<number> {
  const ended = await sql`
    with open as materialized (
      select t.workspace_id, t.id, greatest(clock_timestamp(), t.state_timestamp + interval '1 microsecond') as entered
      from task_run t
      where t.workspace_id = ${end.workspaceId} and t.flow_run_id = ${end.flowRunId}
        and not coalesce(is_terminal(t.state_type), false)
        and not exists (
          select 1 from flow_run c
          where c.workspace_id = t.workspace_id and c.parent_task_run_id = t.id and not is_terminal(c.state_type))
      order by t.workspace_id, t.id limit ${end.stateIds.length}
      for no key update of t
    ),
    numbered as (
      select *, (${end.stateIds as string[]}::uuid[])[row_number() over (order by id)] as state_id from open
    ),
    updated as (
      update task_run t set
        updated = clock_timestamp(),
        state_id = n.state_id,
        state_type = ${end.type},
        state_name = ${end.name},
        state_timestamp = n.entered,
        state_message = ${end.message},
        state_data = null,
        state_details = jsonb_build_object('flow_run_id', t.flow_run_id, 'task_run_id', t.id),
        end_time = coalesce(t.end_time, n.entered),
        start_time = coalesce(t.start_time, n.entered),
        total_run_time = t.total_run_time
          + case when t.state_type = 'RUNNING' then extract(epoch from n.entered - t.state_timestamp) else 0 end,
        next_scheduled_start_time = null
      from numbered n
      where t.workspace_id = n.workspace_id and t.id = n.id
      returning t.workspace_id, t.id, t.state_id, t.state_timestamp, t.state_details
    )
    insert into task_run_state (workspace_id, id, task_run_id, type, name, timestamp, message, data, state_details)
    select workspace_id, state_id, id, ${end.type}, ${end.name}, state_timestamp, ${end.message}, null, state_details
    from updated`;
  return ended.count;
}
