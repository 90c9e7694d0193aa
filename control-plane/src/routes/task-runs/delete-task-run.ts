import { deleteTaskRun as operation } from "kedge/contract";
import { deleteTaskRun as remove } from "../../db/queries/delete-task-run.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";

export const deleteTaskRun = route(operation, async ({ params, workspaceId, plane }) => {
  const isThere = await remove(plane.sql, { workspaceId, id: params.id });
  if (!isThere) throw notFound("Task", params.id);
  return noContent;
});
