import type { WorkQueueUpdate } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { lockWorkPool } from "../db/queries/lock-work-pool.js";
import { setQueuePriorities } from "../db/queries/set-queue-priorities.js";
import { updateWorkQueue } from "../db/queries/update-work-queue.js";
import type { WorkQueueRow } from "../db/rows/work-queue-row.js";
import { conflict, notFound } from "../errors.js";
import { makeRoom } from "./priorities.js";

/**
 * Writes what is given of a queue. A new priority pushes back whoever has it.
 *
 * @throws PlaneError `CONFLICT` when another queue of the pool has the name, `NOT_FOUND` when the pool is gone
 */
export async function changeQueue(sql: Sql, queue: WorkQueueRow, changes: WorkQueueUpdate): Promise<void> {
  const { workspace_id: workspaceId, id, work_pool_id: poolId } = queue;
  await sql.begin(async (transaction) => {
    const queues = await lockWorkPool(transaction, { workspaceId, poolId });
    if (!queues) throw notFound("Work pool", queue.work_pool_name);
    if (queues.some((other) => other.id !== id && other.name === changes.name)) {
      throw conflict(`A work queue with this name already exists in work pool '${queue.work_pool_name}'.`);
    }
    await updateWorkQueue(transaction, { workspaceId, id, changes });
    if (changes.priority == null) return;
    await setQueuePriorities(transaction, { workspaceId, priorities: makeRoom(queues, id, changes.priority) });
  });
}
