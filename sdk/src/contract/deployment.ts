import { z } from "zod";
import { DeploymentSchedule, DeploymentScheduleCreate, DeploymentScheduleUpdate } from "./deployment-schedule.js";
import { CreatedBy, Parameters, flowRunCreateFields } from "./flow-run.js";
import { OnDisconnect } from "./on-disconnect.js";
import { Id, JsonObject, Labels, Name, Tags, Timestamp } from "./primitives.js";

export const ConcurrencyOptions = z
  .object({
    collision_strategy: z.enum(["ENQUEUE", "CANCEL_NEW"]),
    grace_period_seconds: z.number().int().min(60).max(86_400).nullish(),
  })
  .meta({ id: "ConcurrencyOptions" });
export type ConcurrencyOptions = z.output<typeof ConcurrencyOptions>;

/** How a worker gets the code: steps run in order, each one key naming the step and its inputs. */
export const PullSteps = z.array(JsonObject);

/** A key that was left out stays left out; `null` resets it to its default. */
function orReset<S extends z.ZodType>(schema: S, fallback: () => z.output<S>) {
  return schema
    .nullable()
    .transform((value): z.output<S> => value ?? fallback())
    .optional();
}

/** What both creating and updating a deployment may say. Only the keys that are present are written. */
const deploymentFields = {
  version: z.string().nullish(),
  version_info: JsonObject.nullish(),
  description: z.string().nullish(),
  paused: orReset(z.boolean(), () => false),
  /** Slots of a limit of its own; null: none. */
  concurrency_limit: z.number().int().positive().nullish(),
  concurrency_options: ConcurrencyOptions.nullish(),
  /** A limit that several deployments share. */
  global_concurrency_limit_id: Id.nullish(),
  enforce_parameter_schema: orReset(z.boolean(), () => true),
  parameter_openapi_schema: JsonObject.nullish(),
  parameters: orReset(Parameters, () => ({})),
  job_variables: orReset(JsonObject, () => ({})),
  tags: orReset(Tags, () => []),
  labels: orReset(Labels, () => ({})),
  pull_steps: PullSteps.nullish(),
  work_queue_name: z.string().min(1).nullish(),
  work_pool_name: z.string().min(1).nullish(),
  storage_document_id: Id.nullish(),
  infrastructure_document_id: Id.nullish(),
  path: z.string().nullish(),
  entrypoint: z.string().nullish(),
  /** How often a run whose attempt was lost is started anew; null: it ends as CRASHED. Kedge only. */
  on_crash_retries: z.number().int().min(1).nullish(),
  /** Null: an attempt goes on, unless its run would be started anew elsewhere meanwhile. Kedge only. */
  on_disconnect: OnDisconnect.nullish(),
};

function hasOneLimit(fields: { concurrency_limit?: unknown; global_concurrency_limit_id?: unknown }): boolean {
  return fields.concurrency_limit == null || fields.global_concurrency_limit_id == null;
}
const ONE_LIMIT = {
  message: "A deployment cannot have both a concurrency limit and a global concurrency limit.",
  path: ["global_concurrency_limit_id"],
};

export const DeploymentCreate = z
  .strictObject({
    name: Name,
    flow_id: Id,
    ...deploymentFields,
    schedules: orReset(z.array(DeploymentScheduleCreate), () => []),
  })
  .refine(hasOneLimit, ONE_LIMIT)
  .meta({ id: "DeploymentCreate" });
export type DeploymentCreate = z.output<typeof DeploymentCreate>;

export const DeploymentUpdate = z
  .strictObject({ ...deploymentFields, schedules: orReset(z.array(DeploymentScheduleUpdate), () => []) })
  .refine(hasOneLimit, ONE_LIMIT)
  .meta({ id: "DeploymentUpdate" });
export type DeploymentUpdate = z.output<typeof DeploymentUpdate>;

/** The limit that a deployment's runs take a slot of. */
export const LimitOfDeployment = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    limit: z.number().int(),
    active: z.boolean(),
    active_slots: z.number().int(),
    slot_decay_per_second: z.number(),
  })
  .meta({ id: "LimitOfDeployment" });
export type LimitOfDeployment = z.output<typeof LimitOfDeployment>;

export const Deployment = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    flow_id: Id,
    version: z.string().nullable(),
    description: z.string().nullable(),
    paused: z.boolean(),
    schedules: z.array(DeploymentSchedule),
    /** Always null, as on Prefect: the limit is under `global_concurrency_limit`, whether shared or its own. */
    concurrency_limit: z.null(),
    concurrency_options: ConcurrencyOptions.nullable(),
    global_concurrency_limit: LimitOfDeployment.nullable(),
    job_variables: JsonObject,
    parameters: JsonObject,
    tags: Tags,
    labels: Labels,
    work_queue_name: z.string().nullable(),
    work_queue_id: Id.nullable(),
    work_pool_name: z.string().nullable(),
    last_polled: Timestamp.nullable(),
    status: z.enum(["READY", "NOT_READY"]).nullable(),
    parameter_openapi_schema: JsonObject.nullable(),
    path: z.string().nullable(),
    pull_steps: PullSteps.nullable(),
    entrypoint: z.string().nullable(),
    storage_document_id: Id.nullable(),
    infrastructure_document_id: Id.nullable(),
    created_by: CreatedBy.nullable(),
    updated_by: CreatedBy.nullable(),
    enforce_parameter_schema: z.boolean(),
    /** Kedge only, as the next. */
    on_crash_retries: z.number().int().nullable(),
    on_disconnect: OnDisconnect.nullable(),
  })
  .meta({ id: "Deployment" });
export type Deployment = z.output<typeof Deployment>;

/** A run of a deployment: its parameters are laid over the deployment's own. */
export const DeploymentFlowRunCreate = z
  .strictObject({ ...flowRunCreateFields, enforce_parameter_schema: z.boolean().nullish() })
  .meta({ id: "DeploymentFlowRunCreate" });
export type DeploymentFlowRunCreate = z.output<typeof DeploymentFlowRunCreate>;

/** One answer for each run of a bulk request, in its order. */
export const FlowRunCreateResult = z
  .object({
    flow_run_id: Id.nullable(),
    status: z.enum(["CREATED", "FAILED"]),
    error: z.string().nullable(),
  })
  .meta({ id: "FlowRunCreateResult" });
export type FlowRunCreateResult = z.output<typeof FlowRunCreateResult>;
