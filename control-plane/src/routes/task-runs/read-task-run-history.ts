import { readTaskRunHistory as operation } from "kedge/contract";
import { taskRunsWhere } from "../../db/filters/task-runs-where.js";
import { taskRun } from "../../db/schema/task-run.js";
import { ok, readRoute } from "../../http/route.js";
import { historyFilters, runHistory } from "../run-history.js";

export const readTaskRunHistory = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const where = taskRunsWhere(workspaceId, historyFilters(body));
  return ok(await runHistory(plane, { table: taskRun, where, request: body }));
});
