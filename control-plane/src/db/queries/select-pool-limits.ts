import type { Sql } from "../connect.js";

export interface PoolLimits {
  readonly id: string;
  /** Whether any limit has to be kept: the pool's, a queue's, or one that a waiting run counts against. */
  readonly is_limited: boolean;
  /** Whether people have been told of nobody who works for it. */
  readonly is_idle: boolean;
}

/** Undefined when there is no such pool. Two looks at an index for each queue, however many runs wait. */
export async function selectPoolLimits(
  sql: Sql,
  params: { workspaceId: string; name: string },
): Promise<PoolLimits | undefined> {
  const rows = await sql<PoolLimits[]>`
    select p.id, p.concurrency_limit is not null or exists (
      select 1 from work_queue q
      where q.workspace_id = p.workspace_id and q.work_pool_id = p.id and (q.concurrency_limit is not null or exists (
        select 1 from due_run d
        where d.workspace_id = q.workspace_id and d.work_queue_id = q.id and d.concurrency_limit_id is not null))
    ) as is_limited, not p.is_paused and p.announced_status is distinct from 'READY' as is_idle
    from work_pool p where p.workspace_id = ${params.workspaceId} and p.name = ${params.name}`;
  return rows[0];
}
