import { z } from "zod";
import { Id, JsonObject, Labels, Tags, Timestamp, orDefault } from "./primitives.js";
import { LocalLeaseSeconds } from "./standing.js";
import { State, StateCreate, StateTypeSchema } from "./state.js";

/** Who or what made a run: a schedule, an automation, a deployment. */
export const CreatedBy = z
  .object({ id: Id.nullish(), type: z.string().nullish(), display_value: z.string().nullish() })
  .meta({ id: "CreatedBy" });
export type CreatedBy = z.output<typeof CreatedBy>;

/** How a run is retried; kept by the server between attempts. `retries` is what counts, the `max_*` pair is history. */
export const FlowRunPolicy = z
  .object({
    max_retries: orDefault(z.number().int(), () => 0),
    retry_delay_seconds: orDefault(z.number(), () => 0),
    retries: orDefault(z.number().int().nullable(), () => null),
    retry_delay: orDefault(z.number().int().nullable(), () => null),
    pause_keys: orDefault(z.array(z.string()), () => []),
    resuming: orDefault(z.boolean(), () => false),
    retry_type: orDefault(z.enum(["in_process", "reschedule"]).nullable(), () => null),
  })
  .meta({ id: "FlowRunPolicy" });
export type FlowRunPolicy = z.output<typeof FlowRunPolicy>;

/** The same as it is read: nothing is left out. */
export const StoredFlowRunPolicy = z
  .object({
    max_retries: z.number().int(),
    retry_delay_seconds: z.number(),
    retries: z.number().int().nullable(),
    retry_delay: z.number().int().nullable(),
    pause_keys: z.array(z.string()),
    resuming: z.boolean(),
    retry_type: z.enum(["in_process", "reschedule"]).nullable(),
  })
  .meta({ id: "StoredFlowRunPolicy" });

/** The field's own bound: 512 KiB of serialized parameters. */
export const MAX_PARAMETERS_BYTES = 524_288;

export const Parameters = JsonObject.refine(
  (parameters) => Buffer.byteLength(JSON.stringify(parameters)) <= MAX_PARAMETERS_BYTES,
  {
    message: `parameters must serialize to at most ${MAX_PARAMETERS_BYTES} bytes; pass a reference to the data instead`,
  },
);

/** `null` asks for a generated name. */
export const RunName = z.string().min(1).nullish();

/** Fields that a run takes however it is created. */
export const flowRunCreateFields = {
  name: RunName,
  parameters: orDefault(Parameters, () => ({})),
  context: orDefault(JsonObject, () => ({})),
  empirical_policy: orDefault(FlowRunPolicy, () => FlowRunPolicy.parse({})),
  tags: orDefault(Tags, () => []),
  labels: orDefault(Labels, () => ({})),
  idempotency_key: z.string().nullish(),
  parent_task_run_id: Id.nullish(),
  infrastructure_document_id: Id.nullish(),
  job_variables: JsonObject.nullish(),
  work_queue_name: z.string().nullish(),
  state: StateCreate.nullish(),
};

export const FlowRunCreate = z
  .strictObject({
    ...flowRunCreateFields,
    flow_id: Id,
    deployment_id: Id.nullish(),
    flow_version: z.string().nullish(),
    work_pool_name: z.string().nullish(),
    /** The creator carries the run out and renews its lease; when that lapses, the run has crashed. Kedge only. */
    lease_seconds: LocalLeaseSeconds.nullish(),
  })
  .meta({ id: "FlowRunCreate" });
export type FlowRunCreate = z.output<typeof FlowRunCreate>;

/** Only the fields that are present are written. */
export const FlowRunUpdate = z
  .strictObject({
    name: z.string().min(1).nullish(),
    flow_version: z.string().nullish(),
    parameters: Parameters.optional(),
    empirical_policy: FlowRunPolicy.optional(),
    tags: Tags.optional(),
    infrastructure_pid: z.string().nullish(),
    job_variables: JsonObject.nullish(),
  })
  .meta({ id: "FlowRunUpdate" });
export type FlowRunUpdate = z.output<typeof FlowRunUpdate>;

/** What the plane keeps of a run's timing; shared by flow runs and task runs. Durations are seconds. */
export const runTimingFields = {
  run_count: z.number().int(),
  expected_start_time: Timestamp.nullable(),
  next_scheduled_start_time: Timestamp.nullable(),
  start_time: Timestamp.nullable(),
  end_time: Timestamp.nullable(),
  total_run_time: z.number(),
  estimated_run_time: z.number(),
  estimated_start_time_delta: z.number(),
};

export const FlowRun = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    flow_id: Id,
    state_id: Id.nullable(),
    deployment_id: Id.nullable(),
    deployment_version: z.string().nullable(),
    work_queue_id: Id.nullable(),
    work_queue_name: z.string().nullable(),
    work_pool_id: Id.nullable(),
    work_pool_name: z.string().nullable(),
    flow_version: z.string().nullable(),
    parameters: JsonObject,
    idempotency_key: z.string().nullable(),
    context: JsonObject,
    empirical_policy: StoredFlowRunPolicy,
    tags: Tags,
    labels: Labels,
    parent_task_run_id: Id.nullable(),
    state_type: StateTypeSchema.nullable(),
    state_name: z.string().nullable(),
    ...runTimingFields,
    auto_scheduled: z.boolean(),
    infrastructure_document_id: Id.nullable(),
    infrastructure_pid: z.string().nullable(),
    created_by: CreatedBy.nullable(),
    state: State.nullable(),
    job_variables: JsonObject.nullable(),
    /** How many times the run was claimed by a worker. Kedge only. */
    attempt: z.number().int(),
  })
  .meta({ id: "FlowRun" });
export type FlowRun = z.output<typeof FlowRun>;
