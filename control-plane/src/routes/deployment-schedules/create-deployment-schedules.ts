import { createDeploymentSchedules as operation } from "kedge/contract";
import { created, route } from "../../http/route.js";
import { addSchedules } from "../../scheduling/change-schedules.js";

export const createDeploymentSchedules = route(operation, async ({ params, body, workspaceId, plane }) => {
  const added = await addSchedules(plane, { workspaceId, deploymentId: params.id, schedules: body });
  plane.services.scheduler.wake();
  return created(added);
});
