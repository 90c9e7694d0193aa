import type { Route } from "../../http/route.js";
import { bulkCreateFlowRunsFromDeployment } from "./bulk-create-flow-runs-from-deployment.js";
import { bulkDeleteDeployments } from "./bulk-delete-deployments.js";
import { checkWorkQueuesOfDeployment } from "./check-work-queues-of-deployment.js";
import { countDeployments } from "./count-deployments.js";
import { createDeployment } from "./create-deployment.js";
import { createFlowRunFromDeployment } from "./create-flow-run-from-deployment.js";
import { deleteDeployment } from "./delete-deployment.js";
import { filterDeployments } from "./filter-deployments.js";
import { getScheduledFlowRunsOfDeployments } from "./get-scheduled-flow-runs-of-deployments.js";
import { paginateDeployments } from "./paginate-deployments.js";
import { pauseDeployment } from "./pause-deployment.js";
import { readDeploymentByName } from "./read-deployment-by-name.js";
import { readDeployment } from "./read-deployment.js";
import { resumeDeployment } from "./resume-deployment.js";
import { scheduleDeployment } from "./schedule-deployment.js";
import { updateDeployment } from "./update-deployment.js";

export const deploymentRoutes: readonly Route[] = [
  createDeployment,
  readDeployment,
  readDeploymentByName,
  updateDeployment,
  deleteDeployment,
  filterDeployments,
  paginateDeployments,
  countDeployments,
  bulkDeleteDeployments,
  pauseDeployment,
  resumeDeployment,
  scheduleDeployment,
  checkWorkQueuesOfDeployment,
  getScheduledFlowRunsOfDeployments,
  createFlowRunFromDeployment,
  bulkCreateFlowRunsFromDeployment,
];
