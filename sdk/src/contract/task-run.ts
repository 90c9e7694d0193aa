import { z } from "zod";
import { runTimingFields } from "./flow-run.js";
import { Id, JsonObject, Labels, Tags, Timestamp, orDefault } from "./primitives.js";
import { State, StateCreate, StateTypeSchema } from "./state.js";

/** `retry_delay` is seconds: one number, or a list whose last entry repeats. */
export const TaskRunPolicy = z
  .object({
    max_retries: orDefault(z.number().int(), () => 0),
    retry_delay_seconds: orDefault(z.number(), () => 0),
    retries: orDefault(z.number().int().nullable(), () => null),
    retry_delay: orDefault(z.union([z.number(), z.array(z.number())]).nullable(), () => null),
    retry_jitter_factor: orDefault(z.number().nullable(), () => null),
  })
  .meta({ id: "TaskRunPolicy" });
export type TaskRunPolicy = z.output<typeof TaskRunPolicy>;

/** The same as it is read: nothing is left out. */
export const StoredTaskRunPolicy = z
  .object({
    max_retries: z.number().int(),
    retry_delay_seconds: z.number(),
    retries: z.number().int().nullable(),
    retry_delay: z.union([z.number(), z.array(z.number())]).nullable(),
    retry_jitter_factor: z.number().nullable(),
  })
  .meta({ id: "StoredTaskRunPolicy" });

/** Where an argument came from: another run's result, a flow parameter, or a constant. Draws the edges of the graph. */
export const TaskInput = z.discriminatedUnion("input_type", [
  z.object({ input_type: z.literal("task_run"), id: Id }),
  z.object({ input_type: z.literal("flow_run"), id: Id }),
  z.object({ input_type: z.literal("parameter"), name: z.string() }),
  z.object({ input_type: z.literal("constant"), type: z.string() }),
]);
export type TaskInput = z.output<typeof TaskInput>;

export const TaskInputs = z.record(z.string(), z.array(TaskInput));
export type TaskInputs = z.output<typeof TaskInputs>;

export const TaskRunCreate = z
  .strictObject({
    id: Id.nullish(),
    flow_run_id: Id.nullish(),
    task_key: z.string(),
    dynamic_key: z.string(),
    name: z.string().min(1).nullish(),
    task_version: z.string().nullish(),
    tags: orDefault(Tags, () => []),
    labels: orDefault(Labels, () => ({})),
    task_inputs: orDefault(TaskInputs, () => ({})),
    empirical_policy: orDefault(TaskRunPolicy, () => TaskRunPolicy.parse({})),
    cache_key: z.string().nullish(),
    cache_expiration: Timestamp.nullish(),
    state: StateCreate.nullish(),
  })
  .meta({ id: "TaskRunCreate" });
export type TaskRunCreate = z.output<typeof TaskRunCreate>;

export const TaskRunUpdate = z.strictObject({ name: z.string().min(1).nullish() }).meta({ id: "TaskRunUpdate" });
export type TaskRunUpdate = z.output<typeof TaskRunUpdate>;

export const TaskRun = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    flow_run_id: Id.nullable(),
    task_key: z.string(),
    dynamic_key: z.string(),
    cache_key: z.string().nullable(),
    cache_expiration: Timestamp.nullable(),
    task_version: z.string().nullable(),
    empirical_policy: StoredTaskRunPolicy,
    tags: Tags,
    labels: Labels,
    state_id: Id.nullable(),
    task_inputs: JsonObject,
    state_type: StateTypeSchema.nullable(),
    state_name: z.string().nullable(),
    flow_run_run_count: z.number().int(),
    ...runTimingFields,
    state: State.nullable(),
  })
  .meta({ id: "TaskRun" });
export type TaskRun = z.output<typeof TaskRun>;

/**
 * One state of a task run, decided by the client that runs it: the plane records it. The run's own fields travel with
 * every record, so that records may come late, twice or out of order; `state.timestamp` decides which one is current.
 * `state.id` makes a repeated record harmless.
 */
export const TaskRunRecord = z
  .strictObject({
    task_run: z.strictObject({
      id: Id,
      flow_run_id: Id.nullish(),
      task_key: z.string(),
      dynamic_key: z.string(),
      name: z.string(),
      task_version: z.string().nullish(),
      tags: Tags.nullish(),
      labels: Labels.nullish(),
      task_inputs: TaskInputs.nullish(),
      empirical_policy: TaskRunPolicy.nullish(),
      cache_key: z.string().nullish(),
      cache_expiration: Timestamp.nullish(),
      run_count: z.number().int().nullish(),
      flow_run_run_count: z.number().int().nullish(),
      expected_start_time: Timestamp.nullish(),
      next_scheduled_start_time: Timestamp.nullish(),
      start_time: Timestamp.nullish(),
      end_time: Timestamp.nullish(),
      total_run_time: z.number().nullish(),
    }),
    state: z.object({ ...StateCreate.shape, id: Id, timestamp: Timestamp }),
  })
  .meta({ id: "TaskRunRecord" });
export type TaskRunRecord = z.output<typeof TaskRunRecord>;
