import { filterFlowRuns as operation } from "kedge/contract";
import { listFlowRuns } from "../../db/queries/list-flow-runs.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { ok, readRoute } from "../../http/route.js";

export const filterFlowRuns = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const { sort, limit, offset, ...filters } = body;
  const rows = await listFlowRuns(plane.reads, { workspaceId, filters, sort, limit, offset });
  const now = plane.clock.now();
  return ok(rows.map((row) => toFlowRun(row, now)));
});
