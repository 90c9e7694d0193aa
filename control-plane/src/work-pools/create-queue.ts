import { uuidv7, type WorkQueueCreate } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { insertWorkQueue } from "../db/queries/insert-work-queue.js";
import { lockWorkPool } from "../db/queries/lock-work-pool.js";
import { setQueuePriorities } from "../db/queries/set-queue-priorities.js";
import { conflict, notFound } from "../errors.js";
import { firstGap, makeRoom } from "./priorities.js";

/**
 * Creates a queue and answers its id. Without a priority it takes the first free one; with one, the queue that has it and
 * those behind make room.
 *
 * @throws PlaneError `CONFLICT` when the pool has a queue of that name, `NOT_FOUND` when there is no such pool
 */
export async function createQueue(
  sql: Sql,
  pool: { readonly workspaceId: string; readonly id: string; readonly name: string },
  queue: WorkQueueCreate,
): Promise<string> {
  const { workspaceId, id: poolId } = pool;
  const id = uuidv7();
  await sql.begin(async (transaction) => {
    const queues = await lockWorkPool(transaction, { workspaceId, poolId });
    if (!queues) throw notFound("Work pool", pool.name);
    const priority = queue.priority ?? firstGap(queues);
    const isNew = await insertWorkQueue(transaction, {
      workspaceId,
      poolId,
      id,
      name: queue.name,
      description: queue.description,
      is_paused: queue.is_paused,
      concurrency_limit: queue.concurrency_limit ?? null,
      priority,
    });
    if (!isNew) throw conflict(`A work queue with this name already exists in work pool '${pool.name}'.`);
    const priorities = makeRoom(queues, id, priority);
    priorities.delete(id);
    await setQueuePriorities(transaction, { workspaceId, priorities });
  });
  return id;
}
