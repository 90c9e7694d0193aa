import type { Sql } from "../connect.js";

/** Milliseconds until the next schedule wants more runs, by Postgres' clock; null when none ever will. */
export async function selectNextRefill(sql: Sql): Promise<number | null> {
  const [row] = await sql<[{ milliseconds: number | null }]>`
    select extract(epoch from min(refill_at) - clock_timestamp())::float8 * 1000 as milliseconds
    from deployment_schedule where refill_at is not null`;
  return row.milliseconds;
}
