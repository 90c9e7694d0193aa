import type { DeploymentUpdate, JsonObject } from "kedge/contract";
import type { Connection } from "../db/connect.js";
import { selectDeploymentToRun } from "../db/queries/select-deployment-to-run.js";
import type { PlaneError } from "../errors.js";
import { failureText } from "../json-schema/index.js";
import type { OfDeployment } from "../scheduling/replan-deployment.js";
import { jobVariableIssues } from "./job-variables.js";
import { refuseBadParameters } from "./parameters.js";

/** How a refusal is told: the words it begins with, and the error it is. */
export interface Refusal {
  readonly failing: string;
  readonly unfitVariables: (message: string) => PlaneError;
}

/**
 * Refuses what was just written when its parameters or job variables don't fit what deployment and pool declare now,
 * whichever of them the request has changed; the transaction takes it back. Required ones may be missing: a run brings them.
 */
export async function refuseUnfit(
  transaction: Connection,
  { workspaceId, deploymentId: id }: OfDeployment,
  request: Omit<DeploymentUpdate, "schedules">,
  { failing, unfitVariables }: Refusal,
): Promise<void> {
  const { parameters, parameter_openapi_schema: schema, enforce_parameter_schema: enforcement } = request;
  const concernsParameters = parameters !== undefined || schema != null || enforcement === true;
  const concernsVariables = request.job_variables !== undefined || request.work_pool_name != null;
  if (!concernsParameters && !concernsVariables) return;
  const deployment = (await selectDeploymentToRun(transaction, { workspaceId, id }))!;
  if (concernsParameters && deployment.enforce_parameter_schema && isWorthChecking(deployment)) {
    refuseBadParameters(deployment, deployment.parameters as JsonObject, { failing, ignoreRequired: true });
  }
  if (!concernsVariables || isEmpty(deployment.job_variables)) return;
  const layers = [deployment.job_variables as JsonObject];
  const issues = jobVariableIssues(deployment.base_job_template, layers, { ignoreRequired: true });
  if (issues.length > 0) throw unfitVariables(`${failing}: ${failureText(issues)}`);
}

/** Without parameters, a missing schema is told to who asks for a run. */
function isWorthChecking(deployment: { parameters: unknown; parameter_openapi_schema: unknown }): boolean {
  return !isEmpty(deployment.parameters) || deployment.parameter_openapi_schema !== null;
}

function isEmpty(value: unknown): boolean {
  return Object.keys(value as object).length === 0;
}
