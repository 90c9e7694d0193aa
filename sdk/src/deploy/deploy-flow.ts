import { basename, dirname, relative, sep } from "node:path";
import type { z } from "zod";
import { type Client, PlaneError } from "../client/index.js";
import {
  createDeployment,
  createFlow,
  type Deployment,
  type DeploymentScheduleCreate,
  type DeploymentUpdate,
  type JsonObject,
  type OnDisconnect,
  readDeployment,
  readDeploymentByName,
  updateDeployment,
} from "../contract/index.js";
import { locate, parseEntrypoint } from "../entrypoint/entrypoint.js";
import { describeNodeFlow } from "./describe-node-flow.js";
import type { FlowDescription } from "./flow-description.js";
import { describePythonFlow } from "./python/describe-python-flow.js";

export interface DeployRequest {
  /** `flows/etl.ts:nightly`, counted from `directory`. */
  readonly entrypoint: string;
  readonly directory: string;
  readonly name: string;
  readonly workPool: string;
  readonly workQueue?: string | undefined;
  readonly parameters?: JsonObject | undefined;
  readonly jobVariables?: JsonObject | undefined;
  readonly tags?: readonly string[] | undefined;
  /** All there are to be. One that is there already, by its slug or by being the same, goes on. Default: as they are. */
  readonly schedules?: readonly z.input<typeof DeploymentScheduleCreate>[] | undefined;
  /** Default: the flow's own. */
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  /** Left as it is where nothing is said; so are the three below. */
  readonly concurrencyLimit?: number | undefined;
  readonly collisionStrategy?: "ENQUEUE" | "CANCEL_NEW" | undefined;
  readonly onCrashRetries?: number | undefined;
  readonly onDisconnect?: OnDisconnect | undefined;
  readonly warn: (message: string) => void;
}

export interface Deployed {
  readonly flow: FlowDescription;
  readonly deployment: Deployment;
  /** `flow/deployment` */
  readonly fullName: string;
}

/** Reads the flow, registers it and creates or updates its deployment. Nothing is stored when the flow cannot be read. */
export async function deployFlow(client: Client, request: DeployRequest): Promise<Deployed> {
  const entrypoint = parseEntrypoint(request.entrypoint);
  const path = await locate(entrypoint, request.directory);
  const { directory, file } = codePlace(path, request.directory);
  const flow =
    entrypoint.language === "python"
      ? await describePythonFlow({ entrypoint, path, directory, warn: request.warn })
      : await describeNodeFlow({ entrypoint, path, directory, warn: request.warn });
  const { id } = await client.call(createFlow, { body: { name: flow.name } });
  const deployment = await save(client, { flow: { id, name: flow.name }, name: request.name }, request.schedules, {
    work_pool_name: request.workPool,
    work_queue_name: request.workQueue,
    // Sent even when empty: the server keeps what a request leaves out, and a deployment is what its last command says.
    parameters: request.parameters ?? {},
    job_variables: request.jobVariables ?? {},
    tags: [...(request.tags ?? [])],
    concurrency_limit: request.concurrencyLimit,
    concurrency_options: request.collisionStrategy && { collision_strategy: request.collisionStrategy },
    on_crash_retries: request.onCrashRetries,
    on_disconnect: request.onDisconnect,
    description: request.description ?? flow.description,
    version: request.version ?? flow.version,
    // Of a flow that could not be read any parameters are taken.
    parameter_openapi_schema: flow.parameterSchema ?? { type: "object", properties: {} },
    entrypoint: `${file}:${flow.exportedAs}`,
    path: directory,
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory } }],
  });
  return { flow, deployment, fullName: `${flow.name}/${deployment.name}` };
}

/** Creating a deployment anew replaces its schedules, as on Prefect: where nothing is said of them, it is updated. */
async function save(
  client: Client,
  { flow, name }: { flow: { id: string; name: string }; name: string },
  schedules: DeployRequest["schedules"],
  fields: z.input<typeof DeploymentUpdate>,
): Promise<Deployment> {
  const existing = schedules === undefined ? await find(client, flow.name, name) : null;
  if (existing === null) {
    const body = { ...fields, name, flow_id: flow.id, schedules: [...(schedules ?? [])] };
    return client.call(createDeployment, { body });
  }
  await client.call(updateDeployment, { params: { id: existing.id }, body: fields });
  return client.call(readDeployment, { params: { id: existing.id } });
}

async function find(client: Client, flow_name: string, deployment_name: string): Promise<Deployment | null> {
  try {
    return await client.call(readDeploymentByName, { params: { flow_name, deployment_name } });
  } catch (error) {
    if (error instanceof PlaneError && error.status === 404) return null;
    throw error;
  }
}

/** Runs start in the directory the deployment was made from, or in the file's own folder when it lies elsewhere. */
function codePlace(path: string, directory: string): { directory: string; file: string } {
  const file = relative(directory, path);
  const isOutside = file.startsWith("..") || file === path;
  return isOutside
    ? { directory: dirname(path), file: basename(path) }
    : { directory, file: file.split(sep).join("/") };
}
