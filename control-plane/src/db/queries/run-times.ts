import type { PendingQuery, Row } from "#postgres";
import type { Connection } from "../connect.js";

type Fragment = PendingQuery<Row[]>;

export interface EnteredState {
  /** The row of flow_run or task_run that is updated, as it was before. */
  readonly row: Fragment;
  readonly type: Fragment;
  readonly entered: Fragment;
  /** Of SCHEDULED its instant, else null. */
  readonly scheduledFor: Fragment;
}

/** The assignments for what a run's row says of times, for the statements by which runs enter states. */
export function runTimes(sql: Connection, { row, type, entered, scheduledFor }: EnteredState): Fragment {
  return sql`
        start_time = coalesce(${row}.start_time, case when ${type} = 'RUNNING' or is_terminal(${type}) then ${entered} end),
        end_time = case when is_terminal(${type}) then coalesce(${row}.end_time, ${entered}) end,
        total_run_time = ${row}.total_run_time
          + case when ${row}.state_type = 'RUNNING' then extract(epoch from ${entered} - ${row}.state_timestamp) else 0 end,
        expected_start_time = coalesce(${row}.expected_start_time, ${scheduledFor}, ${entered}),
        next_scheduled_start_time = ${scheduledFor}`;
}
