import type { Sql } from "../connect.js";

export interface SessionKey {
  readonly workspaceId: string;
  readonly sessionId: string;
}

/** As long as a stock worker counts as there after its last heartbeat. A claim shortens it to what the worker renews. */
export const IDLE_SESSION_LASTS = "90 seconds";
const RENEWED_BEFORE_ITS_LAST = "45 seconds";

/**
 * Sessions of workers that are connected and have nothing in hand, and so nothing to renew, go on. Each row is written
 * every 45 seconds, however often this runs. One that holds a lease is left alone: a socket that is open proves no
 * renewal. That is judged by this statement's snapshot; a claim that came since has renewed the session just now, which
 * is seen in the row itself. Rows that somebody has locked are being renewed, and are skipped.
 */
export async function keepIdleSessions(sql: Sql, sessions: readonly SessionKey[]): Promise<number> {
  const kept = await sql`
    with idle as materialized (
      select s.workspace_id, s.id from worker_session s
      where (s.workspace_id, s.id) in (
          select * from unnest(
            ${sessions.map((session) => session.workspaceId)}::uuid[],
            ${sessions.map((session) => session.sessionId)}::uuid[]))
        and s.expires_at < clock_timestamp() + ${RENEWED_BEFORE_ITS_LAST}::interval
        and s.renewed < clock_timestamp() - interval '5 seconds'
        and not exists (select from lease l where l.workspace_id = s.workspace_id and l.session_id = s.id)
      for no key update of s skip locked
    )
    update worker_session s
    set expires_at = clock_timestamp() + ${IDLE_SESSION_LASTS}::interval, renewed = clock_timestamp()
    from idle where s.workspace_id = idle.workspace_id and s.id = idle.id`;
  return kept.count;
}
