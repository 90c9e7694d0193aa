import type { Sql } from "../connect.js";

/**
 * Forgets spools that have not been heard of for `days`, with what was set aside of them, `limit` marks at a time. Whoever
 * holds such a spool still and never heard that it was applied would have it applied again: hence the long time.
 */
export async function deleteOldSpoolMarks(sql: Sql, params: { days: number; limit: number }): Promise<number> {
  const rows = await sql`
    with old as (
      delete from spool_mark where (workspace_id, spool_id) in (
        select workspace_id, spool_id from spool_mark
        where updated < clock_timestamp() - make_interval(days => ${params.days})
        order by updated limit ${params.limit} for update skip locked)
      returning workspace_id, spool_id
    ),
    forgotten as (
      delete from set_aside_report r using old where r.workspace_id = old.workspace_id and r.spool_id = old.spool_id
    )
    select 1 from old`;
  return rows.length;
}
