import { readTaskRun as operation } from "kedge/contract";
import { selectTaskRun } from "../../db/queries/select-task-run.js";
import { toTaskRun } from "../../db/rows/task-run-row.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readTaskRun = route(operation, async ({ params, workspaceId, plane }) => {
  const row = await selectTaskRun(plane.sql, { workspaceId, id: params.id });
  if (!row) throw notFound("Task", params.id);
  return ok(toTaskRun(row, plane.clock.now()));
});
