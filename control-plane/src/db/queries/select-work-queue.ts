import type { Connection } from "../connect.js";

export interface QueueOfPool {
  id: string;
  name: string;
  work_pool_id: string;
  work_pool_name: string;
}

/** A queue by the names of its pool and itself; without a queue's name, the pool's default queue. */
export async function selectWorkQueue(
  sql: Connection,
  params: { workspaceId: string; poolName: string; queueName: string | null },
): Promise<QueueOfPool | undefined> {
  const rows = await sql<QueueOfPool[]>`
    select q.id, q.name, p.id as work_pool_id, p.name as work_pool_name
    from work_pool p
    join work_queue q on q.workspace_id = p.workspace_id and q.work_pool_id = p.id
    where p.workspace_id = ${params.workspaceId} and p.name = ${params.poolName}
      and case when ${params.queueName}::text is null then q.id = p.default_queue_id else q.name = ${params.queueName} end`;
  return rows[0];
}
