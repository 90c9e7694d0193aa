import { deleteDeployment as operation } from "kedge/contract";
import { deleteDeployment as remove } from "../../db/queries/delete-deployment.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";

export const deleteDeployment = route(operation, async ({ params, workspaceId, plane }) => {
  if (!(await remove(plane.sql, { workspaceId, id: params.id }))) throw notFound("Deployment", params.id);
  return noContent;
});
