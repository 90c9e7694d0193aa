import { resumeDeployment as operation } from "kedge/contract";
import { pauseSchedules } from "../../deployments/pause-schedules.js";
import { tellSaved } from "../../deployments/tell.js";
import { ok, route } from "../../http/route.js";

export const resumeDeployment = route(operation, async ({ params, workspaceId, plane }) => {
  const which = { workspaceId, deploymentId: params.id };
  const saved = await plane.sql.begin((transaction) => pauseSchedules(transaction, which, false));
  plane.services.scheduler.wake();
  await tellSaved(plane, workspaceId, saved);
  return ok(null);
});
