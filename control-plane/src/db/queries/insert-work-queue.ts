import type { Connection } from "../connect.js";

export interface InsertWorkQueueParams {
  readonly workspaceId: string;
  readonly poolId: string;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly is_paused: boolean;
  readonly concurrency_limit: number | null;
  readonly priority: number;
}

/** False when the pool has a queue of that name. Its status is taken as told: that it was created says enough. */
export async function insertWorkQueue(transaction: Connection, queue: InsertWorkQueueParams): Promise<boolean> {
  const rows = await transaction`
    insert into work_queue (workspace_id, id, work_pool_id, name, description, is_paused, concurrency_limit, priority,
                            announced_status)
    values (${queue.workspaceId}, ${queue.id}, ${queue.poolId}, ${queue.name}, ${queue.description}, ${queue.is_paused},
            ${queue.concurrency_limit}, ${queue.priority}, ${queue.is_paused ? "PAUSED" : "NOT_READY"})
    on conflict (workspace_id, work_pool_id, name) do nothing
    returning id`;
  return rows.length > 0;
}
