import type { Route } from "../../http/route.js";
import { createDeploymentSchedules } from "./create-deployment-schedules.js";
import { deleteDeploymentSchedule } from "./delete-deployment-schedule.js";
import { listDeploymentSchedules } from "./list-deployment-schedules.js";
import { previewSchedule } from "./preview-schedule.js";
import { updateDeploymentSchedule } from "./update-deployment-schedule.js";

export const deploymentScheduleRoutes: readonly Route[] = [
  listDeploymentSchedules,
  createDeploymentSchedules,
  updateDeploymentSchedule,
  deleteDeploymentSchedule,
  previewSchedule,
];
