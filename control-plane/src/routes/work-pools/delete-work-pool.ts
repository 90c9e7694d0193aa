import { deleteWorkPool as operation, formatMicros } from "kedge/contract";
import { deleteWorkPool as remove } from "../../db/queries/delete-work-pool.js";
import { lockWorkPool } from "../../db/queries/lock-work-pool.js";
import { noContent, route } from "../../http/route.js";
import { tell } from "../../work-pools/announce.js";
import { poolEvent, queueEvent } from "../../work-pools/events.js";
import { findPool } from "./find-pool.js";
import { refuseDeletingReserved } from "../../work-pools/reserved-names.js";

export const deleteWorkPool = route(operation, async ({ params, workspaceId, plane }) => {
  refuseDeletingReserved(params.name);
  const pool = await findPool(plane, workspaceId, params.name);
  const queues = await plane.sql.begin(async (transaction) => {
    const known = await lockWorkPool(transaction, { workspaceId, poolId: pool.id });
    await remove(transaction, { workspaceId, id: pool.id });
    return known;
  });
  plane.hub.pools.tell(pool.id);
  // Whoever is connected for it, here or at another server, finds with the next claim that it is gone.
  plane.hub.work.tell({ kind: "due", poolId: pool.id, inMs: 0 });
  const now = formatMicros(plane.clock.now());
  await tell(plane, workspaceId, [
    ...(queues ?? []).map((queue) => queueEvent("deleted", { ...queue, pool }, now)),
    poolEvent("deleted", pool, now),
  ]);
  return noContent;
});
