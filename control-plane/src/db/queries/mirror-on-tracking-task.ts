import type { PendingQuery, Row } from "#postgres";
import type { Connection } from "../connect.js";
import { runTimes } from "./run-times.js";

/**
 * Two CTEs for the statements by which flow runs enter states: the task run that stands for a subflow in its parent takes
 * on the state, in its row and in its history. They read a CTE `entered_state` of the statement they stand in (workspace_id,
 * flow_run_id, parent_task_run_id, state_id, type, name, timestamp, message, data, details, scheduled_for).
 */
export function mirrorOnTrackingTask(sql: Connection): PendingQuery<Row[]> {
  return sql`
    mirrored as (
      update task_run t set
        updated = clock_timestamp(),
        state_id = e.state_id,
        state_type = e.type,
        state_name = e.name,
        state_timestamp = greatest(e.timestamp, t.state_timestamp + interval '1 microsecond'),
        state_message = e.message,
        state_data = e.data,
        state_details = e.details
          || jsonb_build_object('child_flow_run_id', e.flow_run_id, 'flow_run_id', t.flow_run_id, 'task_run_id', t.id),
        run_count = t.run_count + case when e.type = 'RUNNING' then 1 else 0 end,
        ${runTimes(sql, { row: sql`t`, type: sql`e.type`, entered: sql`e.timestamp`, scheduledFor: sql`e.scheduled_for` })}
      from entered_state e
      where t.workspace_id = e.workspace_id and t.id = e.parent_task_run_id
      returning t.workspace_id, t.id, t.state_id, t.state_type, t.state_name, t.state_timestamp, t.state_message,
                t.state_data, t.state_details
    ),
    mirrored_history as (
      insert into task_run_state (workspace_id, id, task_run_id, type, name, timestamp, message, data, state_details)
      select workspace_id, state_id, id, state_type, state_name, state_timestamp, state_message, state_data, state_details
      from mirrored
      on conflict do nothing
    )`;
}
