import type { WorkQueue, WorkQueueCreate } from "kedge/contract";
import { selectQueue } from "../../db/queries/list-work-queues.js";
import type { WorkPoolRow } from "../../db/rows/work-pool-row.js";
import { toWorkQueue } from "../../db/rows/work-queue-row.js";
import { conflict } from "../../errors.js";
import type { Plane } from "../../plane.js";
import { tell } from "../../work-pools/announce.js";
import { createQueue } from "../../work-pools/create-queue.js";
import { queueEvent } from "../../work-pools/events.js";

/** Creates a queue in a pool, tells of it and answers it. */
export async function makeQueue(plane: Plane, pool: WorkPoolRow, body: WorkQueueCreate): Promise<WorkQueue> {
  const { workspace_id: workspaceId } = pool;
  const id = await createQueue(plane.sql, { workspaceId, id: pool.id, name: pool.name }, body);
  const queue = await selectQueue(plane.sql, { workspaceId, id });
  if (!queue) throw conflict(`Work queue ${body.name} was deleted while it was being created.`);
  await tell(plane, workspaceId, [queueEvent("created", { ...queue, pool }, queue.created)]);
  return toWorkQueue(queue);
}
