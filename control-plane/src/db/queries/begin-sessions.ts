import type { WorkerHello } from "kedge/contract";
import { textArray } from "../array-literal.js";
import type { Sql } from "../connect.js";
import { IDLE_SESSION_LASTS } from "./keep-idle-sessions.js";

export interface Arrival {
  readonly workspaceId: string;
  readonly poolName: string;
  readonly hello: WorkerHello;
}

export interface SessionBegun {
  readonly pool_id: string;
  /** Whether people have been told of nobody who works for it. */
  readonly is_idle: boolean;
}

/**
 * Notes that workers are there, with nothing in hand yet; answers undefined for one whose pool does not exist. A session that
 * holds leases stays as it is, for these are its worker's to renew.
 *
 * A session may stand in one batch only once. They are written in the order of their ids, as renewals lock them, so that
 * two servers whose workers change places cannot deadlock.
 */
export async function beginSessions(
  sql: Sql,
  arrivals: readonly Arrival[],
): Promise<readonly (SessionBegun | undefined)[]> {
  const rows = await sql<{ pool_id: string | null; is_idle: boolean }[]>`
    with arrival as materialized (
      select a.*, p.id as pool_id, not p.is_paused and p.announced_status is distinct from 'READY' as is_idle
      from unnest(
        ${arrivals.map(({ workspaceId }) => workspaceId)}::uuid[],
        ${arrivals.map(({ poolName }) => poolName)}::text[],
        ${arrivals.map(({ hello }) => hello.session_id)}::uuid[],
        ${arrivals.map(({ hello }) => hello.worker_name)}::text[],
        ${arrivals.map(({ hello }) => queuesOf(hello))}::text[]
      ) with ordinality as a(workspace_id, pool_name, session_id, worker_name, queue_names, place)
      left join work_pool p on p.workspace_id = a.workspace_id and p.name = a.pool_name
    ),
    session as (
      insert into worker_session (workspace_id, id, work_pool_id, worker_name, work_queue_names, expires_at)
      select workspace_id, session_id, pool_id, worker_name, queue_names::text[],
             clock_timestamp() + ${IDLE_SESSION_LASTS}::interval
      from arrival where pool_id is not null
      order by workspace_id, session_id
      on conflict (workspace_id, id) do update set expires_at = excluded.expires_at, renewed = clock_timestamp()
      where not exists (
        select from lease l where l.workspace_id = excluded.workspace_id and l.session_id = excluded.id)
    )
    select pool_id, is_idle from arrival order by place`;
  return rows.map(({ pool_id, is_idle }) => (pool_id === null ? undefined : { pool_id, is_idle }));
}

/** As an array of text inside one: the client writes arrays of one dimension. */
function queuesOf({ work_queue_names: names }: WorkerHello): string | null {
  return names.length > 0 ? textArray(names) : null;
}
