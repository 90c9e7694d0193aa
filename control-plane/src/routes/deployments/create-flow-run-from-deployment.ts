import {
  createFlowRunFromDeployment as operation,
  defaultStateName,
  type JsonObject,
  type Labels,
} from "kedge/contract";
import { selectDeployment } from "../../db/queries/select-deployment.js";
import { selectWorkQueue } from "../../db/queries/select-work-queue.js";
import type { DeploymentRow } from "../../db/rows/deployment-row.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { notFound } from "../../errors.js";
import { created, ok, route } from "../../http/route.js";
import { proposedState, type ProposedState } from "../../orchestration/transition.js";
import type { Plane } from "../../plane.js";

const DUE_NOW: ProposedState = {
  type: "SCHEDULED",
  name: defaultStateName("SCHEDULED"),
  message: null,
  data: null,
  details: {},
};

export const createFlowRunFromDeployment = route(operation, async ({ params, body, workspaceId, plane }) => {
  const deployment = await selectDeployment(plane.sql, { workspaceId, id: params.id });
  if (!deployment) throw notFound("Deployment", params.id);
  const queue = await queueOf(plane, workspaceId, deployment, body.work_queue_name ?? null);
  const { run, isNew } = await plane.flowRunCreations.create({
    workspace_id: workspaceId,
    flow_id: deployment.flow_id,
    name: body.name ?? null,
    deployment_id: deployment.id,
    deployment_version: deployment.version,
    work_pool_id: deployment.work_pool_id,
    work_queue_id: queue.id,
    work_queue_name: queue.name,
    flow_version: null,
    parameters: { ...(deployment.parameters as JsonObject), ...body.parameters },
    idempotency_key: body.idempotency_key ?? null,
    context: body.context,
    empirical_policy: body.empirical_policy,
    tags: [...new Set([...deployment.tags, ...body.tags])],
    labels: { ...(deployment.labels as Labels), ...body.labels },
    parent_task_run_id: body.parent_task_run_id ?? null,
    job_variables: body.job_variables ?? null,
    infrastructure_document_id: body.infrastructure_document_id ?? deployment.infrastructure_document_id,
    created_by: null,
    auto_scheduled: false,
    state: body.state ? proposedState(body.state) : DUE_NOW,
  });
  const reply = toFlowRun({ ...run, work_pool_name: deployment.work_pool_name }, plane.clock.now());
  return isNew ? created(reply) : ok(reply);
});

/** The deployment's own queue, unless this run names another one of the same pool. */
async function queueOf(plane: Plane, workspaceId: string, deployment: DeploymentRow, queueName: string | null) {
  const own = { id: deployment.work_queue_id, name: deployment.work_queue_name };
  if (queueName === null || deployment.work_pool_name === null) return own;
  const poolName = deployment.work_pool_name;
  const queue = await selectWorkQueue(plane.sql, { workspaceId, poolName, queueName });
  if (!queue) throw notFound("Work queue", `${poolName}/${queueName}`);
  return queue;
}
