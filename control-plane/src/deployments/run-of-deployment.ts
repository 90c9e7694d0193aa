import {
  defaultStateName,
  ErrorCode,
  type DeploymentFlowRunCreate,
  type JsonObject,
  type Labels,
} from "kedge/contract";
import type { Sql } from "../db/connect.js";
import type { DeploymentToRun } from "../db/queries/select-deployment-to-run.js";
import { PlaneError } from "../errors.js";
import type { FlowRunToCreate } from "../orchestration/flow-run-creations.js";
import { proposedState, type ProposedState } from "../orchestration/transition.js";
import { failureText } from "../json-schema/index.js";
import { jobVariableIssues } from "./job-variables.js";
import { hydrated, refuseBadParameters } from "./parameters.js";
import { queueForRuns } from "./queue-for-runs.js";

const DUE_NOW: ProposedState = {
  type: "SCHEDULED",
  name: defaultStateName("SCHEDULED"),
  message: null,
  data: null,
  details: {},
};

const FAILING = "Error creating flow run";

/**
 * The run that a request asks of a deployment: its parameters over the deployment's own, its tags beside them.
 *
 * @throws PlaneError when the values don't fit what deployment and pool declare; nothing is stored then
 */
export async function runOfDeployment(
  sql: Sql,
  deployment: DeploymentToRun,
  request: DeploymentFlowRunCreate,
): Promise<FlowRunToCreate> {
  const parameters = hydrated({ ...(deployment.parameters as JsonObject), ...request.parameters }, "flow run");
  if (request.enforce_parameter_schema ?? deployment.enforce_parameter_schema) {
    refuseBadParameters(deployment, parameters, { failing: FAILING, ignoreRequired: false });
  }
  const layers = [deployment.job_variables as JsonObject, request.job_variables];
  const issues = jobVariableIssues(deployment.base_job_template, layers, { ignoreRequired: false });
  if (issues.length > 0) throw new PlaneError(ErrorCode.INVALID_VALUES, `${FAILING}: ${failureText(issues)}`);
  const queue = await queueOf(sql, deployment, request.work_queue_name ?? null);
  return {
    workspace_id: deployment.workspace_id,
    flow_id: deployment.flow_id,
    name: request.name ?? null,
    deployment_id: deployment.id,
    deployment_version: deployment.version,
    work_pool_id: deployment.work_pool_id,
    work_queue_id: queue.id,
    work_queue_name: queue.name,
    flow_version: null,
    parameters,
    idempotency_key: request.idempotency_key ?? null,
    context: request.context,
    empirical_policy: request.empirical_policy,
    tags: [...new Set([...deployment.tags, ...request.tags])],
    labels: { ...(deployment.labels as Labels), ...request.labels },
    parent_task_run_id: request.parent_task_run_id ?? null,
    job_variables: request.job_variables ?? null,
    infrastructure_document_id: request.infrastructure_document_id ?? deployment.infrastructure_document_id,
    created_by: null,
    auto_scheduled: false,
    state: request.state ? proposedState(request.state) : DUE_NOW,
  };
}

/** The deployment's own queue, unless the run names another one of the same pool. */
async function queueOf(sql: Sql, deployment: DeploymentToRun, queueName: string | null) {
  const own = { id: deployment.work_queue_id, name: deployment.work_queue_name };
  if (queueName === null || queueName === own.name) return own;
  if (deployment.work_pool_name === null) {
    throw new PlaneError(
      ErrorCode.BAD_REQUEST,
      `Cannot create flow run in work queue ${queueName} because deployment ${deployment.id} is not associated with a ` +
        "work pool. Please remove work_queue_name and try again.",
    );
  }
  const pool = { work_pool_name: deployment.work_pool_name, work_queue_name: queueName };
  return (await queueForRuns(sql, deployment.workspace_id, pool))!;
}
