import { filterWorkers as operation } from "kedge/contract";
import { listWorkers } from "../../db/queries/list-workers.js";
import { toWorker } from "../../db/rows/worker-row.js";
import { ok, route } from "../../http/route.js";
import { findPool } from "../work-pools/find-pool.js";

export const filterWorkers = route(operation, async ({ params, body, workspaceId, plane }) => {
  const { id: poolId } = await findPool(plane, workspaceId, params.name);
  const { workers: filter = null, limit, offset } = body;
  return ok((await listWorkers(plane.reads, { workspaceId, poolId, filter, limit, offset })).map(toWorker));
});
