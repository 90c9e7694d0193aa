import { paginateFlowRuns as operation } from "kedge/contract";
import { countFlowRuns } from "../../db/queries/count-flow-runs.js";
import { listFlowRuns } from "../../db/queries/list-flow-runs.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { offsetOf, pageOf } from "../../http/page.js";
import { ok, readRoute } from "../../http/route.js";

export const paginateFlowRuns = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const { sort, limit, page, ...filters } = body;
  const [rows, count] = await Promise.all([
    listFlowRuns(plane.reads, { workspaceId, filters, sort, limit, offset: offsetOf({ limit, page }) }),
    countFlowRuns(plane.reads, { workspaceId, filters }),
  ]);
  const now = plane.clock.now();
  return ok(pageOf({ results: rows.map((row) => toFlowRun(row, now)), count, limit, page }));
});
