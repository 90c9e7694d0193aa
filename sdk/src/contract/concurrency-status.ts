import { z } from "zod";
import { Id, Timestamp } from "./primitives.js";
import { StateTypeSchema } from "./state.js";

/** A run that holds a slot. */
export const FlowRunSlotSummary = z
  .object({
    id: Id,
    name: z.string(),
    state_type: StateTypeSchema.nullable(),
    state_name: z.string().nullable(),
    start_time: Timestamp.nullable(),
    state_timestamp: Timestamp.nullable(),
    /** Seconds. */
    time_in_current_state: z.number().nullable(),
  })
  .meta({ id: "FlowRunSlotSummary" });
export type FlowRunSlotSummary = z.output<typeof FlowRunSlotSummary>;

const slots = { active_slots: z.number().int(), concurrency_limit: z.number().int().nullable() };
const onePage = {
  count: z.number().int(),
  limit: z.number().int(),
  pages: z.number().int(),
  page: z.number().int(),
};

/** A page of the runs that hold slots of a queue. */
export const WorkQueueConcurrencyStatus = z
  .object({ ...slots, flow_runs: z.array(FlowRunSlotSummary), ...onePage })
  .meta({ id: "WorkQueueConcurrencyStatus" });
export type WorkQueueConcurrencyStatus = z.output<typeof WorkQueueConcurrencyStatus>;

/** A page of a pool's queues, each with some of the runs that hold its slots. */
export const WorkPoolConcurrencyStatus = z
  .object({
    ...slots,
    queues: z.array(
      z.object({
        queue_id: Id,
        queue_name: z.string(),
        ...slots,
        flow_runs: z.array(FlowRunSlotSummary),
        flow_run_count: z.number().int(),
      }),
    ),
    ...onePage,
  })
  .meta({ id: "WorkPoolConcurrencyStatus" });
export type WorkPoolConcurrencyStatus = z.output<typeof WorkPoolConcurrencyStatus>;
