import { deleteDeploymentSchedule as operation } from "kedge/contract";
import { noContent, route } from "../../http/route.js";
import { deleteSchedule } from "../../scheduling/change-schedules.js";

export const deleteDeploymentSchedule = route(operation, async ({ params, workspaceId, plane }) => {
  const { id: deploymentId, schedule_id: scheduleId } = params;
  await deleteSchedule(plane, { workspaceId, deploymentId, scheduleId });
  return noContent;
});
