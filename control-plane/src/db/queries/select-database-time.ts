import type { Connection } from "../connect.js";

/** Milliseconds since the epoch by the one clock that all servers share; their own may be wrong by hours. */
export async function selectDatabaseTime(sql: Connection): Promise<number> {
  const [row] = await sql<{ millis: number }[]>`select extract(epoch from clock_timestamp())::float8 * 1000 as millis`;
  return Math.floor(row!.millis);
}
