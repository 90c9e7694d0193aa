import type { Sql } from "../connect.js";

/** Milliseconds until the next run is to be seen to, by Postgres' clock; null when there is none. */
export async function selectNextUnsettled(sql: Sql): Promise<number | null> {
  const [row] = await sql<[{ milliseconds: number | null }]>`
    select extract(epoch from min(due) - clock_timestamp())::float8 * 1000 as milliseconds from unsettled_run`;
  return row.milliseconds;
}
