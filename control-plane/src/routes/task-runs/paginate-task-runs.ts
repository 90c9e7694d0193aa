import { paginateTaskRuns as operation } from "kedge/contract";
import { countTaskRuns } from "../../db/queries/count-task-runs.js";
import { listTaskRuns } from "../../db/queries/list-task-runs.js";
import { toTaskRun } from "../../db/rows/task-run-row.js";
import { offsetOf, pageOf } from "../../http/page.js";
import { ok, readRoute } from "../../http/route.js";

export const paginateTaskRuns = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const { sort, limit, page, ...filters } = body;
  const [rows, count] = await Promise.all([
    listTaskRuns(plane.reads, { workspaceId, filters, sort, limit, offset: offsetOf({ limit, page }) }),
    countTaskRuns(plane.reads, { workspaceId, filters }),
  ]);
  const now = plane.clock.now();
  return ok(pageOf({ results: rows.map((row) => toTaskRun(row, now)), count, limit, page }));
});
