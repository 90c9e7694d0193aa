import { z } from "zod";
import { Id, JsonObject, Name, Timestamp, orDefault } from "./primitives.js";

export const WorkPoolStatus = { READY: "READY", NOT_READY: "NOT_READY", PAUSED: "PAUSED" } as const;
export type WorkPoolStatus = (typeof WorkPoolStatus)[keyof typeof WorkPoolStatus];

/** How many of a pool's or a queue's runs may be active at once; null: any number. */
export const ConcurrencyLimit = z.int32().min(0).nullish();

/** Where bundles and results of a pool's runs are kept. */
export const StorageConfiguration = z
  .strictObject({
    bundle_upload_step: orDefault(JsonObject.nullable(), () => null),
    bundle_execution_step: orDefault(JsonObject.nullable(), () => null),
    default_result_storage_block_id: orDefault(Id.nullable(), () => null),
  })
  .meta({ id: "StorageConfiguration" });
export type StorageConfiguration = z.output<typeof StorageConfiguration>;

export const WorkPoolCreate = z
  .strictObject({
    name: Name,
    description: z.string().nullish(),
    type: orDefault(z.string(), () => "process"),
    base_job_template: orDefault(JsonObject, () => ({})),
    is_paused: orDefault(z.boolean(), () => false),
    concurrency_limit: ConcurrencyLimit,
    storage_configuration: orDefault(StorageConfiguration, () => StorageConfiguration.parse({})),
  })
  .meta({ id: "WorkPoolCreate" });
export type WorkPoolCreate = z.output<typeof WorkPoolCreate>;

export const WorkPoolUpdate = z
  .strictObject({
    description: z.string().nullish(),
    is_paused: z.boolean().nullish(),
    base_job_template: JsonObject.nullish(),
    concurrency_limit: ConcurrencyLimit,
    storage_configuration: StorageConfiguration.nullish(),
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
    /** Null for pools of agents, which never say that they are there. */
    status: z.enum(WorkPoolStatus).nullable(),
    default_queue_id: Id.nullable(),
    storage_configuration: JsonObject,
    /** Slots that live attempts hold; null where there is no limit. */
    active_slots: z.number().int().nullable(),
  })
  .meta({ id: "WorkPool" });
export type WorkPool = z.output<typeof WorkPool>;
