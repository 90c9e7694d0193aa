import { deleteFlowRun as operation } from "kedge/contract";
import { deleteFlowRunsAndLogs } from "../../db/deletions/delete-flow-runs-and-logs.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";

export const deleteFlowRun = route(operation, async ({ params, workspaceId, plane }) => {
  const deleted = await deleteFlowRunsAndLogs(plane.sql, { workspaceId, ids: [params.id] });
  if (deleted.length === 0) throw notFound("Flow run", params.id);
  // The slot that it may have held, of whatever pool and limit.
  plane.hub.work.tell({ kind: "freed", poolId: null });
  return noContent;
});
