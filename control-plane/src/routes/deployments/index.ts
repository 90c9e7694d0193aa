import type { Route } from "../../http/route.js";
import { createDeployment } from "./create-deployment.js";
import { createFlowRunFromDeployment } from "./create-flow-run-from-deployment.js";
import { deleteDeployment } from "./delete-deployment.js";
import { filterDeployments } from "./filter-deployments.js";
import { readDeploymentByName } from "./read-deployment-by-name.js";
import { readDeployment } from "./read-deployment.js";

export const deploymentRoutes: readonly Route[] = [
  createDeployment,
  readDeployment,
  readDeploymentByName,
  deleteDeployment,
  filterDeployments,
  createFlowRunFromDeployment,
];
