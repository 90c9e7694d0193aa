import type { Route } from "../../http/route.js";
import { createAgentQueue } from "./create-agent-queue.js";
import { createWorkQueue } from "./create-work-queue.js";
import { deleteWorkQueueByName } from "./delete-work-queue-by-name.js";
import { deleteWorkQueue } from "./delete-work-queue.js";
import { filterAllWorkQueues } from "./filter-all-work-queues.js";
import { filterWorkQueues } from "./filter-work-queues.js";
import { readAgentQueueByName } from "./read-agent-queue-by-name.js";
import { readWorkQueueByName } from "./read-work-queue-by-name.js";
import { readWorkQueueConcurrency } from "./read-work-queue-concurrency.js";
import { readWorkQueueRuns } from "./read-work-queue-runs.js";
import { readWorkQueueStatus } from "./read-work-queue-status.js";
import { readWorkQueue } from "./read-work-queue.js";
import { updateWorkQueueByName } from "./update-work-queue-by-name.js";
import { updateWorkQueue } from "./update-work-queue.js";

/** A pool's queues, and the same queues by id: agents, and what Prefect's clients do for them, know no pools. */
export const workQueueRoutes: readonly Route[] = [
  createWorkQueue,
  filterWorkQueues,
  readWorkQueueByName,
  updateWorkQueueByName,
  deleteWorkQueueByName,
  createAgentQueue,
  readAgentQueueByName,
  readWorkQueue,
  updateWorkQueue,
  deleteWorkQueue,
  filterAllWorkQueues,
  readWorkQueueRuns,
  readWorkQueueStatus,
  readWorkQueueConcurrency,
];
