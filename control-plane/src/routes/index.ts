import type { Route } from "../http/route.js";
import { adminRoutes } from "./admin/index.js";
import { automationRoutes } from "./automations/index.js";
import { concurrencyLimitRoutes } from "./concurrency-limits/index.js";
import { deploymentScheduleRoutes } from "./deployment-schedules/index.js";
import { deploymentRoutes } from "./deployments/index.js";
import { eventRoutes } from "./events/index.js";
import { flowRunStateRoutes } from "./flow-run-states/index.js";
import { flowRunRoutes } from "./flow-runs/index.js";
import { flowRoutes } from "./flows/index.js";
import { logRoutes } from "./logs/index.js";
import { reportRoutes } from "./reports/index.js";
import { tagLimitRoutes } from "./tag-limits/index.js";
import { taskRunStateRoutes } from "./task-run-states/index.js";
import { taskRunRoutes } from "./task-runs/index.js";
import { workPoolRoutes } from "./work-pools/index.js";
import { workQueueRoutes } from "./work-queues/index.js";
import { workerRoutes } from "./workers/index.js";

/** Every route of the API. A new resource adds its list here. */
export const routes: readonly Route[] = [
  ...adminRoutes,
  ...automationRoutes,
  ...flowRoutes,
  ...flowRunRoutes,
  ...flowRunStateRoutes,
  ...eventRoutes,
  ...logRoutes,
  ...reportRoutes,
  ...taskRunRoutes,
  ...taskRunStateRoutes,
  ...deploymentRoutes,
  ...deploymentScheduleRoutes,
  ...workPoolRoutes,
  ...workQueueRoutes,
  ...workerRoutes,
  ...concurrencyLimitRoutes,
  ...tagLimitRoutes,
];
