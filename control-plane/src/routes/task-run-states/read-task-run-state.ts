import { readTaskRunState as operation } from "kedge/contract";
import { selectTaskRunState } from "../../db/queries/select-task-run-state.js";
import { toState } from "../../db/rows/state-row.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readTaskRunState = route(operation, async ({ params, workspaceId, plane }) => {
  const row = await selectTaskRunState(plane.sql, { workspaceId, id: params.id });
  if (!row) throw notFound("Task run state", params.id);
  return ok(toState(row));
});
