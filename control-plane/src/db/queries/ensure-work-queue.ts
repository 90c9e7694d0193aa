import type { Connection } from "../connect.js";
import type { QueueOfPool } from "./select-work-queue.js";

export interface EnsureWorkQueueParams {
  readonly workspaceId: string;
  readonly poolName: string;
  readonly queueName: string;
  readonly newId: string;
}

/**
 * A queue of a pool, made where there is none, at the first priority that is free; undefined without the pool. The pool's
 * row is locked while one is made: priorities are unique within it.
 */
export async function ensureWorkQueue(
  sql: Connection,
  params: EnsureWorkQueueParams,
): Promise<QueueOfPool | undefined> {
  const { workspaceId, poolName, queueName, newId } = params;
  const known = async () => {
    const rows = await sql<QueueOfPool[]>`
      select q.id, q.name, p.id as work_pool_id, p.name as work_pool_name
      from work_pool p join work_queue q on q.workspace_id = p.workspace_id and q.work_pool_id = p.id
      where p.workspace_id = ${workspaceId} and p.name = ${poolName} and q.name = ${queueName}`;
    return rows[0];
  };
  const queue = await known();
  if (queue) return queue;
  await sql`select id from work_pool where workspace_id = ${workspaceId} and name = ${poolName} for no key update`;
  await sql`
    insert into work_queue (workspace_id, id, work_pool_id, name, priority)
    select p.workspace_id, ${newId}, p.id, ${queueName}, (
      select min(n) from generate_series(1, 1 + (
        select count(*) from work_queue q where q.workspace_id = p.workspace_id and q.work_pool_id = p.id)) n
      where not exists (
        select from work_queue q where q.workspace_id = p.workspace_id and q.work_pool_id = p.id and q.priority = n))
    from work_pool p where p.workspace_id = ${workspaceId} and p.name = ${poolName}
    on conflict (workspace_id, work_pool_id, name) do nothing`;
  return await known();
}
