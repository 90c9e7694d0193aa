import type { Sql } from "../connect.js";

/**
 * Milliseconds until the next run that waits will be late or missed, by Postgres' clock; null when none waits. The first
 * entry of each of two small indexes.
 */
export async function selectNextOverdue(sql: Sql, params: { lateAfterSeconds: number }): Promise<number | null> {
  const [row] = await sql<[{ milliseconds: number | null }]>`
    select extract(epoch from least(
      (select min(next_scheduled_start_time) from flow_run
       where state_type = 'SCHEDULED' and state_name = 'Scheduled') + make_interval(secs => ${params.lateAfterSeconds}),
      (select min(start_before) from flow_run r
       where start_before > clock_timestamp() and state_type = 'SCHEDULED')
    ) - clock_timestamp())::float8 * 1000 as milliseconds`;
  return row.milliseconds;
}
