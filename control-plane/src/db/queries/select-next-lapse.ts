import type { Sql } from "../connect.js";

/** Milliseconds until the earliest session that holds a lease lapses, by Postgres' clock; null when none does. */
export async function selectNextLapse(sql: Sql): Promise<number | null> {
  const [row] = await sql<[{ milliseconds: number | null }]>`
    select extract(epoch from min(s.expires_at) - clock_timestamp())::float8 * 1000 as milliseconds
    from worker_session s
    where exists (select 1 from lease l where l.workspace_id = s.workspace_id and l.session_id = s.id)`;
  return row.milliseconds;
}
