import type { Connection } from "../connect.js";

export interface HeardOf {
  readonly pool_id: string;
  /** When the pool's settings were changed last. */
  readonly pool_updated: string;
  /** Whether people have been told that somebody is there for the pool. */
  readonly is_pool_announced: boolean;
}

/** Notes that a stock worker is there; undefined when there is no such pool. An interval that isn't given stays as it was. */
export async function upsertWorkerHeartbeat(
  sql: Connection,
  params: { workspaceId: string; poolName: string; workerName: string; intervalSeconds: number | null },
): Promise<HeardOf | undefined> {
  const rows = await sql<HeardOf[]>`
    with pool as (
      select workspace_id, id, updated, is_paused, announced_status from work_pool
      where workspace_id = ${params.workspaceId} and name = ${params.poolName}
    ),
    heard as (
      insert into worker (workspace_id, work_pool_id, name, last_heartbeat_time, heartbeat_interval_seconds)
      select workspace_id, id, ${params.workerName}, clock_timestamp(), ${params.intervalSeconds}::int from pool
      on conflict (workspace_id, work_pool_id, name) do update set
        updated = clock_timestamp(),
        last_heartbeat_time = excluded.last_heartbeat_time,
        heartbeat_interval_seconds = coalesce(excluded.heartbeat_interval_seconds, worker.heartbeat_interval_seconds)
    )
    select id as pool_id, updated as pool_updated, is_paused or announced_status is not distinct from 'READY' as is_pool_announced
    from pool`;
  return rows[0];
}
