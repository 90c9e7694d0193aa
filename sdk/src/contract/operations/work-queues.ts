import { z } from "zod";
import { WorkQueueConcurrencyStatus } from "../concurrency-status.js";
import { WorkQueueFilter } from "../filters/work-pool-filter.js";
import { FlowRun } from "../flow-run.js";
import { operation } from "../operation.js";
import { limit, offset, page } from "../pagination.js";
import { Id, Timestamp } from "../primitives.js";
import { WorkQueue, WorkQueueCreate, WorkQueueStatusDetail, WorkQueueUpdate } from "../work-queue.js";

const tag = "work queues";
/** `name` is the pool's. */
const ofPool = z.object({ name: z.string() });
const inPool = ofPool.extend({ queue: z.string() });
const byId = z.object({ id: Id });
const listed = { work_queues: WorkQueueFilter.nullish(), limit, offset };

export const createWorkQueue = operation({
  id: "createWorkQueue",
  method: "post",
  path: "/work_pools/{name}/queues",
  summary: "Create a queue in a pool; queues of its priority and those behind make room.",
  tag,
  params: ofPool,
  body: WorkQueueCreate,
  replies: { 201: WorkQueue },
});

export const filterWorkQueues = operation({
  id: "filterWorkQueues",
  method: "post",
  path: "/work_pools/{name}/queues/filter",
  summary: "List the queues of a pool by priority.",
  tag,
  params: ofPool,
  body: z.object(listed),
  replies: { 200: z.array(WorkQueue) },
});

export const readWorkQueueByName = operation({
  id: "readWorkQueueByName",
  method: "get",
  path: "/work_pools/{name}/queues/{queue}",
  summary: "One queue of a pool.",
  tag,
  params: inPool,
  replies: { 200: WorkQueue },
});

export const updateWorkQueueByName = operation({
  id: "updateWorkQueueByName",
  method: "patch",
  path: "/work_pools/{name}/queues/{queue}",
  summary: "Change a queue of a pool.",
  tag,
  params: inPool,
  body: WorkQueueUpdate,
  replies: { 204: null },
});

export const deleteWorkQueueByName = operation({
  id: "deleteWorkQueueByName",
  method: "delete",
  path: "/work_pools/{name}/queues/{queue}",
  summary: "Delete a queue of a pool, other than its default queue. What waits in it stays, without a queue.",
  tag,
  params: inPool,
  replies: { 204: null },
});

export const createAgentQueue = operation({
  id: "createAgentQueue",
  method: "post",
  path: "/work_queues/",
  summary: "Create a queue in the pool default-agent-pool, which is created too when it is missing.",
  tag,
  body: WorkQueueCreate,
  replies: { 201: WorkQueue },
});

export const readWorkQueue = operation({
  id: "readWorkQueue",
  method: "get",
  path: "/work_queues/{id}",
  summary: "One work queue. A stock client asks for it before it reports task runs of a deployed run.",
  tag,
  params: byId,
  replies: { 200: WorkQueue },
});

export const readAgentQueueByName = operation({
  id: "readAgentQueueByName",
  method: "get",
  path: "/work_queues/name/{name}",
  summary: "One queue of default-agent-pool; of any pool when there is no such pool.",
  tag,
  params: z.object({ name: z.string() }),
  replies: { 200: WorkQueue },
});

export const updateWorkQueue = operation({
  id: "updateWorkQueue",
  method: "patch",
  path: "/work_queues/{id}",
  summary: "Change a work queue.",
  tag,
  params: byId,
  body: WorkQueueUpdate,
  replies: { 204: null },
});

export const deleteWorkQueue = operation({
  id: "deleteWorkQueue",
  method: "delete",
  path: "/work_queues/{id}",
  summary: "Delete a work queue, other than a pool's default queue. What waits in it stays, without a queue.",
  tag,
  params: byId,
  replies: { 204: null },
});

export const filterAllWorkQueues = operation({
  id: "filterAllWorkQueues",
  method: "post",
  path: "/work_queues/filter",
  summary: "List the queues of all pools by name.",
  tag,
  body: z.object(listed),
  replies: { 200: z.array(WorkQueue) },
});

export const readWorkQueueRuns = operation({
  id: "readWorkQueueRuns",
  method: "post",
  path: "/work_queues/{id}/get_runs",
  summary: "Runs of a queue that are due, for stock agents: claims nothing, PENDING is the arbiter.",
  tag,
  params: byId,
  body: z.object({ scheduled_before: Timestamp.nullish(), limit }),
  replies: { 200: z.array(FlowRun) },
});

export const readWorkQueueStatus = operation({
  id: "readWorkQueueStatus",
  method: "get",
  path: "/work_queues/{id}/status",
  summary: "Whether a queue is polled and none of its runs is late.",
  tag,
  params: byId,
  replies: { 200: WorkQueueStatusDetail },
});

export const readWorkQueueConcurrency = operation({
  id: "readWorkQueueConcurrency",
  method: "post",
  path: "/work_queues/{id}/concurrency_status",
  summary: "Which runs hold slots of a queue.",
  tag,
  params: byId,
  body: z.object({ page, limit }),
  replies: { 200: WorkQueueConcurrencyStatus },
});
