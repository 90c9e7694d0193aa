import { readDeploymentByName as operation } from "kedge/contract";
import { selectDeployment } from "../../db/queries/select-deployment.js";
import { toDeployment } from "../../db/rows/deployment-row.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readDeploymentByName = route(operation, async ({ params, workspaceId, plane }) => {
  const { flow_name: flowName, deployment_name: name } = params;
  const deployment = await selectDeployment(plane.sql, { workspaceId, flowName, name });
  if (!deployment) throw notFound("Deployment", `${flowName}/${name}`);
  return ok(toDeployment(deployment));
});
