import type { Sql } from "../connect.js";

/**
 * Keeps a stock worker's session alive; false when there is no such pool. Stock workers have no session id, so pool and
 * name stand for it.
 */
export async function upsertWorkerHeartbeat(
  sql: Sql,
  params: { workspaceId: string; poolName: string; workerName: string; aliveSeconds: number },
): Promise<boolean> {
  const rows = await sql`
    insert into worker_session (workspace_id, id, work_pool_id, worker_name, expires_at)
    select workspace_id, md5(id::text || ${params.workerName})::uuid, id, ${params.workerName},
           clock_timestamp() + make_interval(secs => ${params.aliveSeconds})
    from work_pool where workspace_id = ${params.workspaceId} and name = ${params.poolName}
    on conflict (workspace_id, id) do update set expires_at = excluded.expires_at
    returning id`;
  return rows.length > 0;
}
