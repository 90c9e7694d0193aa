import type { Route } from "../../http/route.js";
import { deleteWorker } from "./delete-worker.js";
import { filterWorkers } from "./filter-workers.js";
import { heartbeatWorker } from "./heartbeat-worker.js";
import { noteWorkerTrouble } from "./note-worker-trouble.js";
import { readWorkerMetadata } from "./read-worker-metadata.js";

export const workerRoutes: readonly Route[] = [
  heartbeatWorker,
  filterWorkers,
  noteWorkerTrouble,
  deleteWorker,
  readWorkerMetadata,
];
