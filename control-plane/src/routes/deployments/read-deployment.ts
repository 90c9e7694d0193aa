import { readDeployment as operation } from "kedge/contract";
import { selectDeployment } from "../../db/queries/select-deployment.js";
import { toDeployment } from "../../db/rows/deployment-row.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readDeployment = route(operation, async ({ params, workspaceId, plane }) => {
  const deployment = await selectDeployment(plane.sql, { workspaceId, id: params.id });
  if (!deployment) throw notFound("Deployment", params.id);
  return ok(toDeployment(deployment));
});
