import { createFlowRunFromDeployment as operation } from "kedge/contract";
import { selectDeploymentToRun } from "../../db/queries/select-deployment-to-run.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { runOfDeployment } from "../../deployments/run-of-deployment.js";
import { notFound } from "../../errors.js";
import { created, ok, route } from "../../http/route.js";

export const createFlowRunFromDeployment = route(operation, async ({ params, body, workspaceId, plane }) => {
  const deployment = await selectDeploymentToRun(plane.sql, { workspaceId, id: params.id });
  if (!deployment) throw notFound("Deployment", params.id);
  const { run, isNew } = await plane.flowRunCreations.create(await runOfDeployment(plane.sql, deployment, body));
  const reply = toFlowRun({ ...run, work_pool_name: deployment.work_pool_name }, plane.clock.now());
  return isNew ? created(reply) : ok(reply);
});
