import { z } from "zod";
import {
  Deployment,
  DeploymentCreate,
  DeploymentFlowRunCreate,
  DeploymentUpdate,
  FlowRunCreateResult,
} from "../deployment.js";
import { DeploymentFilter, DeploymentSort } from "../filters/deployment-filter.js";
import { relatedFilters } from "../filters/related-filters.js";
import { FlowRun } from "../flow-run.js";
import { operation } from "../operation.js";
import { limit, offset, page, pageOf } from "../pagination.js";
import { Id, Timestamp, orDefault } from "../primitives.js";
import { WorkQueue } from "../work-queue.js";

const tag = "deployments";
const byId = z.object({ id: Id });
const sort = orDefault(DeploymentSort, () => "NAME_ASC" as const);
/** The most deployments that one request deletes. */
const MAX_BULK_DELETE = 50;

export const createDeployment = operation({
  id: "createDeployment",
  method: "post",
  path: "/deployments/",
  summary:
    "Create a deployment; one of that flow and name is updated by the keys that are present, and answered with 200.",
  tag,
  body: DeploymentCreate,
  replies: { 201: Deployment, 200: Deployment },
});

export const readDeployment = operation({
  id: "readDeployment",
  method: "get",
  path: "/deployments/{id}",
  summary: "One deployment.",
  tag,
  params: byId,
  replies: { 200: Deployment },
});

export const readDeploymentByName = operation({
  id: "readDeploymentByName",
  method: "get",
  path: "/deployments/name/{flow_name}/{deployment_name}",
  summary: "One deployment by the names of its flow and itself.",
  tag,
  params: z.object({ flow_name: z.string(), deployment_name: z.string() }),
  replies: { 200: Deployment },
});

export const updateDeployment = operation({
  id: "updateDeployment",
  method: "patch",
  path: "/deployments/{id}",
  summary: "Write the keys that are present.",
  tag,
  params: byId,
  body: DeploymentUpdate,
  replies: { 204: null },
});

export const deleteDeployment = operation({
  id: "deleteDeployment",
  method: "delete",
  path: "/deployments/{id}",
  summary: "Delete a deployment, its limit, and its runs that never started; its other runs stay.",
  tag,
  params: byId,
  replies: { 204: null },
});

export const filterDeployments = operation({
  id: "filterDeployments",
  method: "post",
  path: "/deployments/filter",
  summary: "List deployments.",
  tag,
  body: z.object({ ...relatedFilters, sort, limit, offset }),
  replies: { 200: z.array(Deployment) },
});

export const paginateDeployments = operation({
  id: "paginateDeployments",
  method: "post",
  path: "/deployments/paginate",
  summary: "One page of deployments with the count of all.",
  tag,
  body: z.object({ ...relatedFilters, sort, limit, page }),
  replies: { 200: pageOf(Deployment) },
});

export const countDeployments = operation({
  id: "countDeployments",
  method: "post",
  path: "/deployments/count",
  summary: "Count deployments.",
  tag,
  body: z.object(relatedFilters),
  replies: { 200: z.number().int() },
});

export const bulkDeleteDeployments = operation({
  id: "bulkDeleteDeployments",
  method: "post",
  path: "/deployments/bulk_delete",
  summary: "Delete up to 50 deployments that match a filter; answers which.",
  tag,
  body: z.object({
    deployments: DeploymentFilter.nullish(),
    limit: orDefault(z.number().int().min(1).max(MAX_BULK_DELETE), () => MAX_BULK_DELETE),
  }),
  replies: { 200: z.object({ deleted: z.array(Id) }) },
});

export const pauseDeployment = operation({
  id: "pauseDeployment",
  method: "post",
  path: "/deployments/{id}/pause_deployment",
  summary: "Stop its schedules: runs that they made and that have not started are deleted.",
  tag,
  params: byId,
  replies: { 200: z.null() },
});

export const resumeDeployment = operation({
  id: "resumeDeployment",
  method: "post",
  path: "/deployments/{id}/resume_deployment",
  summary: "Let its schedules make runs again.",
  tag,
  params: byId,
  replies: { 200: z.null() },
});

/** The most runs that a schedule is given at once. */
const MOST_RUNS_AHEAD = 100;

export const scheduleDeployment = operation({
  id: "scheduleDeployment",
  method: "post",
  path: "/deployments/{id}/schedule",
  summary:
    "Make the runs of its schedules in a window of time, for backfills in the past as well; at most 100 a schedule.",
  tag,
  params: byId,
  body: z.object({
    /** Default: now. */
    start_time: Timestamp.nullish(),
    /** Default: 100 days after the start. No runs are made after it, whatever the minimums say. */
    end_time: Timestamp.nullish(),
    /** Seconds from the start until which runs are made at least. */
    min_time: orDefault(z.number().min(0), () => 3600),
    min_runs: orDefault(z.number().int().min(0), () => 3),
    max_runs: orDefault(z.number().int().min(0).max(MOST_RUNS_AHEAD), () => MOST_RUNS_AHEAD),
  }),
  replies: { 200: z.null() },
});

export const checkWorkQueuesOfDeployment = operation({
  id: "checkWorkQueuesOfDeployment",
  method: "get",
  path: "/deployments/{id}/work_queue_check",
  summary: "The queue that its runs wait in, if any.",
  tag,
  params: byId,
  replies: { 200: z.array(WorkQueue) },
});

export const getScheduledFlowRunsOfDeployments = operation({
  id: "getScheduledFlowRunsOfDeployments",
  method: "post",
  path: "/deployments/get_scheduled_flow_runs",
  summary:
    "Runs of these deployments that wait for their start, soonest first. Claims nothing; marks the deployments ready.",
  tag,
  body: z.object({ deployment_ids: z.array(Id), scheduled_before: Timestamp.nullish(), limit }),
  replies: { 200: z.array(FlowRun) },
});

export const createFlowRunFromDeployment = operation({
  id: "createFlowRunFromDeployment",
  method: "post",
  path: "/deployments/{id}/create_flow_run",
  summary: "Create a run of a deployment, due now unless its state says otherwise.",
  tag,
  params: byId,
  body: DeploymentFlowRunCreate,
  replies: { 201: FlowRun, 200: FlowRun },
});

/** The most runs that one request creates. */
export const MAX_BULK_RUNS = 100;

export const bulkCreateFlowRunsFromDeployment = operation({
  id: "bulkCreateFlowRunsFromDeployment",
  method: "post",
  path: "/deployments/{id}/create_flow_run/bulk",
  summary:
    "Create up to 100 runs of a deployment in one write; those that are refused say why, and the others are made.",
  tag,
  params: byId,
  body: z.array(DeploymentFlowRunCreate),
  replies: { 200: z.object({ results: z.array(FlowRunCreateResult) }) },
});
