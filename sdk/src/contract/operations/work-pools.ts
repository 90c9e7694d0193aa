import { z } from "zod";
import { ClaimReply, ClaimRequest, RenewReply, RenewRequest } from "../claim.js";
import { WorkPoolFilter } from "../filters/work-pool-filter.js";
import { operation } from "../operation.js";
import { limit, offset } from "../pagination.js";
import { Id, Timestamp } from "../primitives.js";
import { FlowRun } from "../flow-run.js";
import { WorkPool, WorkPoolCreate, WorkPoolUpdate, WorkQueue } from "../work-pool.js";

const tag = "work pools";
const byName = z.object({ name: z.string() });

export const createWorkPool = operation({
  id: "createWorkPool",
  method: "post",
  path: "/work_pools/",
  summary: "Create a work pool with its default queue.",
  tag,
  body: WorkPoolCreate,
  replies: { 201: WorkPool },
});

export const readWorkPool = operation({
  id: "readWorkPool",
  method: "get",
  path: "/work_pools/{name}",
  summary: "One work pool.",
  tag,
  params: byName,
  replies: { 200: WorkPool },
});

export const updateWorkPool = operation({
  id: "updateWorkPool",
  method: "patch",
  path: "/work_pools/{name}",
  summary: "Change a work pool.",
  tag,
  params: byName,
  body: WorkPoolUpdate,
  replies: { 204: null },
});

export const deleteWorkPool = operation({
  id: "deleteWorkPool",
  method: "delete",
  path: "/work_pools/{name}",
  summary: "Delete a work pool with its queues.",
  tag,
  params: byName,
  replies: { 204: null },
});

export const filterWorkPools = operation({
  id: "filterWorkPools",
  method: "post",
  path: "/work_pools/filter",
  summary: "List work pools by name.",
  tag,
  body: z.object({ work_pools: WorkPoolFilter.nullish(), limit, offset }),
  replies: { 200: z.array(WorkPool) },
});

export const filterWorkQueues = operation({
  id: "filterWorkQueues",
  method: "post",
  path: "/work_pools/{name}/queues/filter",
  summary: "List the queues of a pool by priority.",
  tag,
  params: byName,
  body: z.object({ limit, offset }),
  replies: { 200: z.array(WorkQueue) },
});

export const readWorkQueue = operation({
  id: "readWorkQueue",
  method: "get",
  path: "/work_queues/{id}",
  summary: "One work queue. A stock client asks for it before it reports task runs of a deployed run.",
  tag,
  params: z.object({ id: Id }),
  replies: { 200: WorkQueue },
});

export const heartbeatWorker = operation({
  id: "heartbeatWorker",
  method: "post",
  path: "/work_pools/{name}/workers/heartbeat",
  summary: "A stock worker says that it is there.",
  tag,
  params: byName,
  body: z.object({ name: z.string().min(1), heartbeat_interval_seconds: z.number().positive().nullish() }),
  replies: { 204: null },
});

export const getScheduledFlowRuns = operation({
  id: "getScheduledFlowRuns",
  method: "post",
  path: "/work_pools/{name}/get_scheduled_flow_runs",
  summary: "Runs that are due, for stock workers: claims nothing, PENDING is the arbiter.",
  tag,
  params: byName,
  body: z.object({
    work_queue_names: z.array(z.string()).nullish(),
    scheduled_before: Timestamp.nullish(),
    scheduled_after: Timestamp.nullish(),
    limit,
  }),
  replies: {
    200: z.array(z.object({ work_pool_id: Id, work_queue_id: Id, flow_run: FlowRun })),
  },
});

export const claimFlowRuns = operation({
  id: "claimFlowRuns",
  method: "post",
  path: "/work_pools/{name}/claim",
  summary: "Claim due runs: each is moved to PENDING under a new attempt, fence and lease. Kedge only.",
  tag,
  params: byName,
  body: ClaimRequest,
  replies: { 200: ClaimReply },
});

export const renewLeases = operation({
  id: "renewLeases",
  method: "post",
  path: "/worker_sessions/{id}/renew",
  summary: "Renew every lease of a worker's session and hear which runs to stop. Kedge only.",
  tag,
  params: z.object({ id: Id }),
  body: RenewRequest,
  replies: { 200: RenewReply },
});
