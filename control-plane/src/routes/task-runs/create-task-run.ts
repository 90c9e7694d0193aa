import { createTaskRun as operation } from "kedge/contract";
import { toTaskRun } from "../../db/rows/task-run-row.js";
import { created, ok, route } from "../../http/route.js";
import { createTaskRun as create } from "../../task-runs/create-task-run.js";

export const createTaskRun = route(operation, async ({ body, workspaceId, plane }) => {
  const { run, isNew } = await create(plane.sql, workspaceId, body);
  const reply = toTaskRun(run, plane.clock.now());
  return isNew ? created(reply) : ok(reply);
});
