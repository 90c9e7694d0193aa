import type { WorkQueueUpdate } from "kedge/contract";
import { selectQueue } from "../../db/queries/list-work-queues.js";
import { selectWorkPool } from "../../db/queries/select-work-pool.js";
import type { WorkQueueRow } from "../../db/rows/work-queue-row.js";
import type { Plane } from "../../plane.js";
import { announceStatuses, tell } from "../../work-pools/announce.js";
import { changeQueue } from "../../work-pools/change-queue.js";
import { changesOf, queueEvent } from "../../work-pools/events.js";

/** Pausing is told of as a status. */
const TOLD = ["name", "description", "concurrency_limit", "priority"] as const;

/** Changes a queue and tells of what has changed. */
export async function applyChanges(plane: Plane, before: WorkQueueRow, changes: WorkQueueUpdate): Promise<void> {
  const { workspace_id: workspaceId, id, work_pool_id: poolId } = before;
  await changeQueue(plane.sql, before, changes);
  plane.hub.work.tell({ kind: "freed", poolId: poolId });
  const [after, pool] = await Promise.all([
    selectQueue(plane.sql, { workspaceId, id }),
    selectWorkPool(plane.sql, workspaceId, before.work_pool_name),
  ]);
  if (!after || !pool) return;
  const told = changesOf(before, after, TOLD);
  if (Object.keys(told).length > 0) {
    await tell(plane, workspaceId, [queueEvent("updated", { ...after, pool }, after.updated, told)]);
  }
  await announceStatuses(plane, { workspaceId, poolId });
}
