import { createFlowRun as operation } from "kedge/contract";
import { selectWorkQueue } from "../../db/queries/select-work-queue.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { notFound } from "../../errors.js";
import { created, ok, route } from "../../http/route.js";
import { proposedState } from "../../orchestration/transition.js";

export const createFlowRun = route(operation, async ({ body, workspaceId, plane }) => {
  const { work_pool_name = null, work_queue_name = null, state, name, ...fields } = body;
  const queue = work_pool_name
    ? await selectWorkQueue(plane.sql, { workspaceId, poolName: work_pool_name, queueName: work_queue_name })
    : null;
  if (work_pool_name && !queue) throw notFound("Work pool or queue", [work_pool_name, work_queue_name].join("/"));
  const { run, isNew } = await plane.flowRunCreations.create({
    ...fields,
    workspace_id: workspaceId,
    name: name ?? null,
    deployment_id: fields.deployment_id ?? null,
    deployment_version: null,
    work_pool_id: queue?.work_pool_id ?? null,
    work_queue_id: queue?.id ?? null,
    work_queue_name: queue?.name ?? work_queue_name,
    flow_version: fields.flow_version ?? null,
    idempotency_key: fields.idempotency_key ?? null,
    parent_task_run_id: fields.parent_task_run_id ?? null,
    job_variables: fields.job_variables ?? null,
    infrastructure_document_id: fields.infrastructure_document_id ?? null,
    created_by: null,
    auto_scheduled: false,
    lease_seconds: fields.lease_seconds ?? null,
    state: state ? proposedState(state) : null,
  });
  const reply = toFlowRun({ ...run, work_pool_name }, plane.clock.now());
  return isNew ? created(reply) : ok(reply);
});
