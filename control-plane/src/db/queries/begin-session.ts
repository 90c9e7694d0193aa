import type { WorkerHello } from "kedge/contract";
import type { Sql } from "../connect.js";
import { IDLE_SESSION_LASTS } from "./keep-idle-sessions.js";

export interface SessionBegun {
  readonly pool_id: string;
  /** Whether people have been told of nobody who works for it. */
  readonly is_idle: boolean;
}

/**
 * Notes that a worker is there, with nothing in hand yet; undefined when there is no such pool. A session that holds leases
 * stays as it is, for these are its worker's to renew.
 */
export async function beginSession(
  sql: Sql,
  { workspaceId, poolName, hello }: { workspaceId: string; poolName: string; hello: WorkerHello },
): Promise<SessionBegun | undefined> {
  const queueNames = hello.work_queue_names.length > 0 ? hello.work_queue_names : null;
  const rows = await sql<SessionBegun[]>`
    with pool as (
      select workspace_id, id, not is_paused and announced_status is distinct from 'READY' as is_idle
      from work_pool where workspace_id = ${workspaceId} and name = ${poolName}
    ),
    session as (
      insert into worker_session (workspace_id, id, work_pool_id, worker_name, work_queue_names, expires_at)
      select workspace_id, ${hello.session_id}, id, ${hello.worker_name}, ${queueNames}::text[],
             clock_timestamp() + ${IDLE_SESSION_LASTS}::interval
      from pool
      on conflict (workspace_id, id) do update set expires_at = excluded.expires_at, renewed = clock_timestamp()
      where not exists (
        select from lease l where l.workspace_id = excluded.workspace_id and l.session_id = excluded.id)
    )
    select id as pool_id, is_idle from pool`;
  return rows[0];
}
