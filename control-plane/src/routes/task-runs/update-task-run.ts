import { updateTaskRun as operation } from "kedge/contract";
import { updateTaskRunName } from "../../db/queries/update-task-run-name.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";

export const updateTaskRun = route(operation, async ({ params, body, workspaceId, plane }) => {
  const isThere = await updateTaskRunName(plane.sql, { workspaceId, id: params.id, name: body.name ?? null });
  if (!isThere) throw notFound("Task run", params.id);
  return noContent;
});
