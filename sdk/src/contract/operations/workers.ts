import { z } from "zod";
import { WorkerFilter } from "../filters/work-pool-filter.js";
import { operation } from "../operation.js";
import { limit, offset } from "../pagination.js";
import { WorkerMetadata } from "../worker-metadata.js";
import { Id } from "../primitives.js";
import { Worker } from "../worker.js";

const tag = "workers";
/** `name` is the pool's. */
const ofPool = z.object({ name: z.string() });

export const heartbeatWorker = operation({
  id: "heartbeatWorker",
  method: "post",
  path: "/work_pools/{name}/workers/heartbeat",
  summary: "A stock worker says that it is there.",
  tag,
  params: ofPool,
  body: z.object({ name: z.string().min(1), heartbeat_interval_seconds: z.int32().positive().nullish() }),
  replies: { 204: null },
});

export const filterWorkers = operation({
  id: "filterWorkers",
  method: "post",
  path: "/work_pools/{name}/workers/filter",
  summary: "List the workers of a pool, those heard of last first.",
  tag,
  params: ofPool,
  body: z.object({ workers: WorkerFilter.nullish(), limit, offset }),
  replies: { 200: z.array(Worker) },
});

export const noteWorkerTrouble = operation({
  id: "noteWorkerTrouble",
  method: "put",
  path: "/work_pools/{name}/workers/{worker}/trouble",
  summary: "A worker says why it takes no runs, or (null) that it takes them again. Also a sign of life.",
  tag,
  params: ofPool.extend({ worker: z.string() }),
  body: z.object({ session_id: Id, trouble: z.string().max(1000).nullable() }),
  replies: { 204: null },
});

export const deleteWorker = operation({
  id: "deleteWorker",
  method: "delete",
  path: "/work_pools/{name}/workers/{worker}",
  summary: "Forget a worker. One that is still there is known again by its next heartbeat or session.",
  tag,
  params: ofPool.extend({ worker: z.string() }),
  replies: { 204: null },
});

export const readWorkerMetadata = operation({
  id: "readWorkerMetadata",
  method: "get",
  path: "/collections/views/{view}",
  summary:
    "The kinds of workers that the server knows, with the templates of their pools: `aggregate-worker-metadata`.",
  tag,
  params: z.object({ view: z.string() }),
  replies: { 200: WorkerMetadata },
});
