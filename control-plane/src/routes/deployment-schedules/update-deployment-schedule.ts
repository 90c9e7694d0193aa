import { updateDeploymentSchedule as operation } from "kedge/contract";
import { noContent, route } from "../../http/route.js";
import { updateSchedule } from "../../scheduling/change-schedules.js";

export const updateDeploymentSchedule = route(operation, async ({ params, body, workspaceId, plane }) => {
  const { id: deploymentId, schedule_id: scheduleId } = params;
  await updateSchedule(plane, { workspaceId, deploymentId, scheduleId, update: body });
  plane.services.scheduler.wake();
  return noContent;
});
