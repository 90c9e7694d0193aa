import { readFlowRunHistory as operation } from "kedge/contract";
import { flowRunsWhere } from "../../db/filters/flow-runs-where.js";
import { flowRun } from "../../db/schema/flow-run.js";
import { ok, readRoute } from "../../http/route.js";
import { historyFilters, runHistory } from "../run-history.js";

export const readFlowRunHistory = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const where = flowRunsWhere(workspaceId, historyFilters(body));
  return ok(await runHistory(plane, { table: flowRun, where, request: body }));
});
