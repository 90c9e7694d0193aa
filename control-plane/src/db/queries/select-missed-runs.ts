import type { Sql } from "../connect.js";

export interface MissedRunRow {
  readonly workspace_id: string;
  readonly id: string;
  readonly state_id: string;
  readonly start_before: string;
}

/** Runs whose time to be started is over, off the index of those that have such a time and wait. */
export async function selectMissedRuns(sql: Sql, params: { limit: number }): Promise<MissedRunRow[]> {
  return sql<MissedRunRow[]>`
    select workspace_id, id, state_id, start_before from flow_run r
    where start_before is not null and state_type = 'SCHEDULED' and start_before <= clock_timestamp() and is_missed(r)
    order by start_before limit ${params.limit}`;
}
