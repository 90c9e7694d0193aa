import type { Route } from "../../http/route.js";
import { claimFlowRuns } from "./claim-flow-runs.js";
import { createWorkPool } from "./create-work-pool.js";
import { deleteWorkPool } from "./delete-work-pool.js";
import { filterWorkPools } from "./filter-work-pools.js";
import { filterWorkQueues } from "./filter-work-queues.js";
import { getScheduledFlowRuns } from "./get-scheduled-flow-runs.js";
import { heartbeatWorker } from "./heartbeat-worker.js";
import { readWorkPool } from "./read-work-pool.js";
import { readWorkQueue } from "./read-work-queue.js";
import { renewLeases } from "./renew-leases.js";
import { updateWorkPool } from "./update-work-pool.js";

export const workPoolRoutes: readonly Route[] = [
  createWorkPool,
  readWorkPool,
  updateWorkPool,
  deleteWorkPool,
  filterWorkPools,
  filterWorkQueues,
  readWorkQueue,
  heartbeatWorker,
  getScheduledFlowRuns,
  claimFlowRuns,
  renewLeases,
];
