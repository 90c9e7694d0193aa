import { deleteDeployment as operation } from "kedge/contract";
import { selectDeployment } from "../../db/queries/select-deployment.js";
import { removeDeployments } from "../../deployments/remove-deployments.js";
import { tellOf } from "../../deployments/tell.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";

export const deleteDeployment = route(operation, async ({ params, workspaceId, plane }) => {
  const deployment = await selectDeployment(plane.sql, { workspaceId, id: params.id });
  const [gone] = await removeDeployments(plane.sql, { workspaceId, ids: [params.id] });
  if (!deployment || !gone) throw notFound("Deployment", params.id);
  await tellOf(plane, workspaceId, "deleted", [deployment]);
  return noContent;
});
