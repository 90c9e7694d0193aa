import type { Connection } from "../connect.js";

export interface QueueInOrder {
  readonly id: string;
  readonly name: string;
  readonly priority: number;
}

/**
 * Locks a pool against whoever else would arrange its queues, and answers them in their order; undefined when there is no
 * such pool. Claims read queues without a lock and don't wait.
 */
export async function lockWorkPool(
  transaction: Connection,
  { workspaceId, poolId }: { workspaceId: string; poolId: string },
): Promise<QueueInOrder[] | undefined> {
  const pools = await transaction`
    select from work_pool where workspace_id = ${workspaceId} and id = ${poolId} for no key update`;
  if (pools.length === 0) return undefined;
  return transaction<QueueInOrder[]>`
    select id, name, priority from work_queue
    where workspace_id = ${workspaceId} and work_pool_id = ${poolId} order by priority`;
}
