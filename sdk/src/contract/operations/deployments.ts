import { z } from "zod";
import { Deployment, DeploymentCreate, DeploymentFlowRunCreate } from "../deployment.js";
import { DeploymentSort } from "../filters/deployment-filter.js";
import { relatedFilters } from "../filters/related-filters.js";
import { FlowRun } from "../flow-run.js";
import { operation } from "../operation.js";
import { limit, offset } from "../pagination.js";
import { Id, orDefault } from "../primitives.js";

const tag = "deployments";
const byId = z.object({ id: Id });

export const createDeployment = operation({
  id: "createDeployment",
  method: "post",
  path: "/deployments/",
  summary: "Create or update a deployment by flow and name; 200 when it existed.",
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

export const deleteDeployment = operation({
  id: "deleteDeployment",
  method: "delete",
  path: "/deployments/{id}",
  summary: "Delete a deployment; its finished runs stay.",
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
  body: z.object({ ...relatedFilters, sort: orDefault(DeploymentSort, () => "NAME_ASC" as const), limit, offset }),
  replies: { 200: z.array(Deployment) },
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
