import { z } from "zod";
import { DeploymentSchedule, DeploymentScheduleCreate } from "./deployment-schedule.js";
import { CreatedBy, Parameters, flowRunCreateFields } from "./flow-run.js";
import { Id, JsonObject, Labels, Name, Tags, Timestamp, orDefault } from "./primitives.js";

export const ConcurrencyOptions = z
  .object({
    collision_strategy: z.enum(["ENQUEUE", "CANCEL_NEW"]),
    grace_period_seconds: z.number().int().min(60).max(86_400).nullish(),
  })
  .meta({ id: "ConcurrencyOptions" });
export type ConcurrencyOptions = z.output<typeof ConcurrencyOptions>;

/** How a worker gets the code: steps run in order, each one key naming the step and its inputs. */
export const PullSteps = z.array(JsonObject);

export const DeploymentCreate = z
  .strictObject({
    name: Name,
    flow_id: Id,
    version: z.string().nullish(),
    version_info: JsonObject.nullish(),
    description: z.string().nullish(),
    paused: orDefault(z.boolean(), () => false),
    schedules: orDefault(z.array(DeploymentScheduleCreate), () => []),
    concurrency_limit: z.number().int().min(0).nullish(),
    concurrency_options: ConcurrencyOptions.nullish(),
    global_concurrency_limit_id: Id.nullish(),
    enforce_parameter_schema: orDefault(z.boolean(), () => true),
    parameter_openapi_schema: JsonObject.nullish(),
    parameters: orDefault(Parameters, () => ({})),
    job_variables: orDefault(JsonObject, () => ({})),
    tags: orDefault(Tags, () => []),
    labels: orDefault(Labels, () => ({})),
    pull_steps: PullSteps.nullish(),
    work_queue_name: z.string().nullish(),
    work_pool_name: z.string().nullish(),
    storage_document_id: Id.nullish(),
    infrastructure_document_id: Id.nullish(),
    path: z.string().nullish(),
    entrypoint: z.string().nullish(),
  })
  .meta({ id: "DeploymentCreate" });
export type DeploymentCreate = z.output<typeof DeploymentCreate>;

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
    concurrency_limit: z.number().int().nullable(),
    concurrency_options: ConcurrencyOptions.nullable(),
    global_concurrency_limit: JsonObject.nullable(),
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
  })
  .meta({ id: "Deployment" });
export type Deployment = z.output<typeof Deployment>;

/** A run of a deployment: its parameters are laid over the deployment's own. */
export const DeploymentFlowRunCreate = z
  .strictObject({ ...flowRunCreateFields, enforce_parameter_schema: z.boolean().nullish() })
  .meta({ id: "DeploymentFlowRunCreate" });
export type DeploymentFlowRunCreate = z.output<typeof DeploymentFlowRunCreate>;
