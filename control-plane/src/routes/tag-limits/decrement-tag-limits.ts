import { decrementTagLimits as operation } from "kedge/contract";
import { deleteSlotsOfTaskRun } from "../../db/queries/delete-slots-of-task-run.js";
import { ok, route } from "../../http/route.js";

export const decrementTagLimits = route(operation, async ({ body, workspaceId, plane }) => {
  const names = body.names.map((tag) => `tag:${tag}`);
  const limits = await deleteSlotsOfTaskRun(plane.sql, { workspaceId, names, taskRunId: body.task_run_id });
  plane.hub.work.tell({ kind: "freed", poolId: null });
  return ok(limits);
});
