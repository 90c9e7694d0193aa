import { filterTaskRuns as operation } from "kedge/contract";
import { listTaskRuns } from "../../db/queries/list-task-runs.js";
import { toTaskRun } from "../../db/rows/task-run-row.js";
import { ok, readRoute } from "../../http/route.js";

export const filterTaskRuns = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const { sort, limit, offset, ...filters } = body;
  const rows = await listTaskRuns(plane.reads, { workspaceId, filters, sort, limit, offset });
  const now = plane.clock.now();
  return ok(rows.map((row) => toTaskRun(row, now)));
});
