import { z } from "zod";
import { ClaimReply, ClaimRequest, RenewReply, RenewRequest } from "../claim.js";
import { WorkPoolFilter } from "../filters/work-pool-filter.js";
import { operation } from "../operation.js";
import { limit, offset, page } from "../pagination.js";
import { Id, Timestamp, orDefault } from "../primitives.js";
import { PreviewedRun } from "../claim-preview.js";
import { WorkPoolConcurrencyStatus } from "../concurrency-status.js";
import { FlowRun } from "../flow-run.js";
import { WorkPool, WorkPoolCreate, WorkPoolUpdate } from "../work-pool.js";

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

export const countWorkPools = operation({
  id: "countWorkPools",
  method: "post",
  path: "/work_pools/count",
  summary: "Count work pools.",
  tag,
  body: z.object({ work_pools: WorkPoolFilter.nullish() }),
  replies: { 200: z.number().int() },
});

export const readWorkPoolConcurrency = operation({
  id: "readWorkPoolConcurrency",
  method: "post",
  path: "/work_pools/{name}/concurrency_status",
  summary: "Which runs hold slots of a pool, queue by queue.",
  tag,
  params: byName,
  body: z.object({ page, limit, flow_run_limit: orDefault(z.number().int().min(0).max(200), () => 10) }),
  replies: { 200: WorkPoolConcurrencyStatus },
});

export const previewClaims = operation({
  id: "previewClaims",
  method: "post",
  path: "/work_pools/{name}/preview",
  summary: "What waits in a pool, in the order in which it would be claimed. Claims nothing. Kedge only.",
  tag,
  params: byName,
  body: z.object({
    work_queue_names: z.array(z.string()).nullish(),
    /** How far ahead to look, in seconds. */
    within_seconds: orDefault(z.number().min(0).max(31_536_000), () => 3600),
    limit,
  }),
  replies: { 200: z.array(PreviewedRun) },
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
