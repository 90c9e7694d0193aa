import { deleteWorker as operation } from "kedge/contract";
import { deleteWorker as remove } from "../../db/queries/delete-worker.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";
import { announceStatuses } from "../../work-pools/announce.js";
import { findPool } from "../work-pools/find-pool.js";

export const deleteWorker = route(operation, async ({ params, workspaceId, plane }) => {
  const { id: poolId } = await findPool(plane, workspaceId, params.name);
  const isKnown = await remove(plane.sql, { workspaceId, poolId, name: params.worker });
  if (!isKnown) throw notFound("Worker", params.worker);
  await announceStatuses(plane, { workspaceId, poolId });
  return noContent;
});
