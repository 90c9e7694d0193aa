import { z } from "zod";
import { Id, JsonObject, Name, Timestamp, orDefault } from "./primitives.js";
import { ConcurrencyLimit, WorkPoolStatus } from "./work-pool.js";

/** 1 is the most urgent. No two queues of a pool share one: those behind make room. */
export const Priority = z.int32().min(1);

export const WorkQueueCreate = z
  .strictObject({
    name: Name,
    description: orDefault(z.string(), () => ""),
    is_paused: orDefault(z.boolean(), () => false),
    concurrency_limit: ConcurrencyLimit,
    /** Null: the first that is free. */
    priority: Priority.nullish(),
    /** Long deprecated by Prefect, and ignored. */
    filter: JsonObject.nullish(),
  })
  .meta({ id: "WorkQueueCreate" });
export type WorkQueueCreate = z.output<typeof WorkQueueCreate>;

export const WorkQueueUpdate = z
  .strictObject({
    name: Name.nullish(),
    description: z.string().nullish(),
    is_paused: z.boolean().nullish(),
    concurrency_limit: ConcurrencyLimit,
    priority: Priority.nullish(),
    last_polled: Timestamp.nullish(),
    filter: JsonObject.nullish(),
  })
  .meta({ id: "WorkQueueUpdate" });
export type WorkQueueUpdate = z.output<typeof WorkQueueUpdate>;

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
    filter: z.null(),
    last_polled: Timestamp.nullable(),
    status: z.enum(WorkPoolStatus).nullable(),
    /** Slots that live attempts hold; null where there is no limit. */
    active_slots: z.number().int().nullable(),
  })
  .meta({ id: "WorkQueue" });
export type WorkQueue = z.output<typeof WorkQueue>;

/** Healthy: polled lately, and no run late. */
export const WorkQueueStatusDetail = z
  .object({
    healthy: z.boolean(),
    late_runs_count: z.number().int(),
    last_polled: Timestamp.nullable(),
    health_check_policy: z.object({
      maximum_late_runs: z.number().int(),
      maximum_seconds_since_last_polled: z.number().int(),
    }),
  })
  .meta({ id: "WorkQueueStatusDetail" });
export type WorkQueueStatusDetail = z.output<typeof WorkQueueStatusDetail>;
