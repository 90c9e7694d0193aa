import { z } from "zod";
import { Id, JsonObject, Name, Timestamp, orDefault } from "./primitives.js";

export const WorkPoolStatus = { READY: "READY", NOT_READY: "NOT_READY", PAUSED: "PAUSED" } as const;
export type WorkPoolStatus = (typeof WorkPoolStatus)[keyof typeof WorkPoolStatus];

export const WorkPoolCreate = z
  .strictObject({
    name: Name,
    description: z.string().nullish(),
    type: orDefault(z.string(), () => "process"),
    base_job_template: orDefault(JsonObject, () => ({})),
    is_paused: orDefault(z.boolean(), () => false),
    concurrency_limit: z.number().int().min(0).nullish(),
    storage_configuration: orDefault(JsonObject, () => ({})),
  })
  .meta({ id: "WorkPoolCreate" });
export type WorkPoolCreate = z.output<typeof WorkPoolCreate>;

export const WorkPoolUpdate = z
  .strictObject({
    description: z.string().nullish(),
    is_paused: z.boolean().nullish(),
    base_job_template: JsonObject.nullish(),
    concurrency_limit: z.number().int().min(0).nullish(),
    storage_configuration: JsonObject.nullish(),
  })
  .meta({ id: "WorkPoolUpdate" });
export type WorkPoolUpdate = z.output<typeof WorkPoolUpdate>;

export const WorkPool = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    description: z.string().nullable(),
    type: z.string(),
    base_job_template: JsonObject,
    is_paused: z.boolean(),
    concurrency_limit: z.number().int().nullable(),
    status: z.enum(WorkPoolStatus).nullable(),
    default_queue_id: Id.nullable(),
    storage_configuration: JsonObject,
    active_slots: z.number().int().nullable(),
  })
  .meta({ id: "WorkPool" });
export type WorkPool = z.output<typeof WorkPool>;

export const WorkQueue = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    description: z.string().nullable(),
    is_paused: z.boolean(),
    concurrency_limit: z.number().int().nullable(),
    priority: z.number().int(),
    work_pool_id: Id,
    work_pool_name: z.string(),
    last_polled: Timestamp.nullable(),
    status: z.enum(WorkPoolStatus).nullable(),
  })
  .meta({ id: "WorkQueue" });
export type WorkQueue = z.output<typeof WorkQueue>;
