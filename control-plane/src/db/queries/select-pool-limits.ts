import type { Sql } from "../connect.js";

/** Whether the pool or any of its queues has a concurrency limit; undefined when there is no such pool. */
export async function selectPoolLimits(
  sql: Sql,
  params: { workspaceId: string; name: string },
): Promise<{ id: string; is_limited: boolean } | undefined> {
  const rows = await sql<{ id: string; is_limited: boolean }[]>`
    select p.id, p.concurrency_limit is not null or exists (
      select 1 from work_queue q
      where q.workspace_id = p.workspace_id and q.work_pool_id = p.id and q.concurrency_limit is not null) as is_limited
    from work_pool p where p.workspace_id = ${params.workspaceId} and p.name = ${params.name}`;
  return rows[0];
}
