import type { Sql } from "../connect.js";

/** Milliseconds until the earliest lease ends unless it is renewed, by Postgres' clock; null when none is held. */
export async function selectNextLapse(sql: Sql): Promise<number | null> {
  const [row] = await sql<[{ milliseconds: number | null }]>`
    select extract(epoch from least(
      (select min(s.expires_at) from worker_session s
       where exists (select 1 from lease l where l.workspace_id = s.workspace_id and l.session_id = s.id)),
      (select min(l.expires_at) from lease l where l.session_id is null)
    ) - clock_timestamp())::float8 * 1000 as milliseconds`;
  return row.milliseconds;
}
