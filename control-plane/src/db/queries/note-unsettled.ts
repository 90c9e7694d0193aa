import type { PendingQuery, Row } from "#postgres";
import type { Connection } from "../connect.js";

/** What the columns are called in the CTE that holds the runs and the states they enter. */
export interface EnteredColumns {
  readonly type: string;
  readonly details: string;
  readonly since: string;
}

/**
 * A CTE for the statements by which flow runs enter states: notes those that the plane has to see to later. A run that
 * never ran has nothing inside it that would have to be ended.
 */
export function noteUnsettled(sql: Connection, runs: string, columns: EnteredColumns): PendingQuery<Row[]> {
  const type = sql(columns.type);
  const pauseTimeout = sql`(${sql(columns.details)} ->> 'pause_timeout')::timestamptz`;
  return sql`
    unsettled as (
      insert into unsettled_run (workspace_id, flow_run_id, due)
      select workspace_id, id, case when ${type} = 'PAUSED' then ${pauseTimeout} else ${sql(columns.since)} end
      from ${sql(runs)}
      where ${type} = 'CANCELLING'
        or (${type} in ('CANCELLED', 'CRASHED') and run_count > 0)
        or (${type} = 'PAUSED' and ${pauseTimeout} is not null)
      on conflict (workspace_id, flow_run_id) do update set due = excluded.due
    )`;
}
