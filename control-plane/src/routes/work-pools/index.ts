import type { Route } from "../../http/route.js";
import { claimFlowRuns } from "./claim-flow-runs.js";
import { countWorkPools } from "./count-work-pools.js";
import { createWorkPool } from "./create-work-pool.js";
import { deleteWorkPool } from "./delete-work-pool.js";
import { filterWorkPools } from "./filter-work-pools.js";
import { getScheduledFlowRuns } from "./get-scheduled-flow-runs.js";
import { previewClaims } from "./preview-claims.js";
import { readWorkPool } from "./read-work-pool.js";
import { readWorkPoolConcurrency } from "./read-work-pool-concurrency.js";
import { renewLeases } from "./renew-leases.js";
import { updateWorkPool } from "./update-work-pool.js";

export const workPoolRoutes: readonly Route[] = [
  createWorkPool,
  readWorkPool,
  updateWorkPool,
  deleteWorkPool,
  filterWorkPools,
  countWorkPools,
  readWorkPoolConcurrency,
  previewClaims,
  getScheduledFlowRuns,
  claimFlowRuns,
  renewLeases,
];
