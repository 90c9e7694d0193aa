import { filterAllWorkQueues as operation } from "kedge/contract";
import { listWorkQueues } from "../../db/queries/list-work-queues.js";
import { toWorkQueue } from "../../db/rows/work-queue-row.js";
import { ok, readRoute } from "../../http/route.js";

export const filterAllWorkQueues = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const { work_queues: filter = null, limit, offset } = body;
  return ok((await listWorkQueues(plane.reads, { workspaceId, poolId: null, filter, limit, offset })).map(toWorkQueue));
});
