import { bulkDeleteFlowRuns as operation } from "kedge/contract";
import { deleteFlowRunsAndLogs } from "../../db/deletions/delete-flow-runs-and-logs.js";
import { ok, route } from "../../http/route.js";

/** Ids that are not there are left out of the answer. */
export const bulkDeleteFlowRuns = route(operation, async ({ body, workspaceId, plane }) => {
  const deleted = await deleteFlowRunsAndLogs(plane.sql, { workspaceId, ids: body.flow_runs.id.any_ });
  // The slots that they may have held, of whatever pools and limits.
  plane.hub.work.tell({ kind: "freed", poolId: null });
  return ok({ deleted });
});
