import { listTaskRunStates as operation } from "kedge/contract";
import { listTaskRunStates as list } from "../../db/queries/list-task-run-states.js";
import { toState } from "../../db/rows/state-row.js";
import { ok, route } from "../../http/route.js";

export const listTaskRunStates = route(operation, async ({ query, workspaceId, plane }) => {
  const rows = await list(plane.sql, { workspaceId, taskRunId: query.task_run_id });
  return ok(rows.map(toState));
});
