import type { Sql } from "../connect.js";

/**
 * Forgets worker sessions that ended more than `days` ago, `limit` at a time; answers how many. One that a lease still
 * hangs on stays, for the lease's end is told by it. A worker is known to have been there when its session was last
 * renewed: that is kept in the worker's own row. There is no index for this: of the sessions there are as many as workers were
 * started in those days.
 *
 * A worker that renews a session that is forgotten hears what it would have heard anyway: that its runs are lost.
 */
export async function deleteEndedSessions(sql: Sql, params: { days: number; limit: number }): Promise<number> {
  const rows = await sql<{ ended: number }[]>`
    with ended as (
      delete from worker_session where (workspace_id, id) in (
        select s.workspace_id, s.id from worker_session s
        where s.expires_at < clock_timestamp() - make_interval(days => ${params.days})
          and not exists (select from lease l where l.workspace_id = s.workspace_id and l.session_id = s.id)
        limit ${params.limit} for update skip locked)
      returning workspace_id, work_pool_id, worker_name, renewed
    ),
    remembered as (
      update worker w set last_heartbeat_time = seen.renewed
      from (
        select workspace_id, work_pool_id, worker_name, max(renewed) as renewed from ended group by 1, 2, 3
      ) seen
      where w.workspace_id = seen.workspace_id and w.work_pool_id = seen.work_pool_id and w.name = seen.worker_name
        and (w.last_heartbeat_time is null or w.last_heartbeat_time < seen.renewed)
    )
    select count(*)::int as ended from ended`;
  return rows[0]!.ended;
}
