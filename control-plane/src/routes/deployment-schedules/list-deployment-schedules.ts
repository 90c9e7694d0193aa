import { listDeploymentSchedules as operation } from "kedge/contract";
import { selectDeploymentSchedules } from "../../db/queries/select-deployment-schedules.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const listDeploymentSchedules = route(operation, async ({ params, workspaceId, plane }) => {
  const schedules = await selectDeploymentSchedules(plane.sql, { workspaceId, deploymentId: params.id });
  if (!schedules) throw notFound("Deployment", params.id);
  return ok(schedules);
});
