import type { Connection } from "../connect.js";

/** In small bites: a bite is a short lock and a short transaction, whatever has piled up. Answers how many went. */
export async function deleteExpiredCacheEntries(sql: Connection, params: { limit: number }): Promise<number> {
  const rows = await sql`
    delete from task_run_cache
    where (workspace_id, cache_key) in (
      select workspace_id, cache_key from task_run_cache
      where expiration < clock_timestamp()
      order by expiration
      limit ${params.limit}
      for update skip locked)
    returning 1`;
  return rows.length;
}
