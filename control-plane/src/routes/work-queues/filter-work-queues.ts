import { filterWorkQueues as operation } from "kedge/contract";
import { listWorkQueues } from "../../db/queries/list-work-queues.js";
import { toWorkQueue } from "../../db/rows/work-queue-row.js";
import { ok, route } from "../../http/route.js";
import { findPool } from "../work-pools/find-pool.js";

export const filterWorkQueues = route(operation, async ({ params, body, workspaceId, plane }) => {
  const { id: poolId } = await findPool(plane, workspaceId, params.name);
  const { work_queues: filter = null, limit, offset } = body;
  return ok((await listWorkQueues(plane.reads, { workspaceId, poolId, filter, limit, offset })).map(toWorkQueue));
});
