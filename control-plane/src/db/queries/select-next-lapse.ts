import type { Sql } from "../connect.js";

/** Milliseconds until the earliest lease ends unless it is renewed, by Postgres' clock; null when none is held. */
export async function selectNextLapse(sql: Sql): Promise<number | null> {
  const [row] = await sql<[{ milliseconds: number | null }]>`
    select extract(epoch from min(ends_at) - clock_timestamp())::float8 * 1000 as milliseconds from held_lease`;
  return row.milliseconds;
}
