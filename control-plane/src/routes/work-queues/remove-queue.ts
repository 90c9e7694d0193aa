import { formatMicros } from "kedge/contract";
import { deleteWorkQueue } from "../../db/queries/delete-work-queue.js";
import { selectWorkPool } from "../../db/queries/select-work-pool.js";
import type { WorkQueueRow } from "../../db/rows/work-queue-row.js";
import { conflict } from "../../errors.js";
import type { Plane } from "../../plane.js";
import { tell } from "../../work-pools/announce.js";
import { queueEvent } from "../../work-pools/events.js";

/** Deletes a queue and tells of it. @throws PlaneError `CONFLICT` for the default queue, which a pool cannot be without */
export async function removeQueue(plane: Plane, queue: WorkQueueRow): Promise<void> {
  const { workspace_id: workspaceId, id } = queue;
  if (queue.is_default) throw conflict("Can't delete a pool's default queue.");
  const pool = await selectWorkPool(plane.sql, workspaceId, queue.work_pool_name);
  const isGone = await deleteWorkQueue(plane.sql, { workspaceId, id });
  if (!pool || !isGone) return;
  await tell(plane, workspaceId, [queueEvent("deleted", { ...queue, pool }, formatMicros(plane.clock.now()))]);
}
