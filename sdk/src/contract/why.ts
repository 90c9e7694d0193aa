import { z } from "zod";
import { Id, Timestamp } from "./primitives.js";
import { StateTypeSchema } from "./state.js";

/** What stands between a run and its start. Open: an older client shows the message of a code that it does not know. */
export const WhyCode = {
  STARTS_LATER: "STARTS_LATER",
  RETRIES_IN_PROCESS: "RETRIES_IN_PROCESS",
  NO_WORK_POOL: "NO_WORK_POOL",
  DEPLOYMENT_DELETED: "DEPLOYMENT_DELETED",
  WORK_POOL_PAUSED: "WORK_POOL_PAUSED",
  WORK_QUEUE_PAUSED: "WORK_QUEUE_PAUSED",
  WORK_POOL_FULL: "WORK_POOL_FULL",
  WORK_QUEUE_FULL: "WORK_QUEUE_FULL",
  CONCURRENCY_LIMIT_FULL: "CONCURRENCY_LIMIT_FULL",
  NO_WORKER: "NO_WORKER",
  WORKERS_IN_TROUBLE: "WORKERS_IN_TROUBLE",
  WAITS_ITS_TURN: "WAITS_ITS_TURN",
  STARTING: "STARTING",
  RUNNING: "RUNNING",
  PAUSED: "PAUSED",
  CANCELLING: "CANCELLING",
  ENDED: "ENDED",
} as const;
export type WhyCode = (typeof WhyCode)[keyof typeof WhyCode];

/** A run that holds a slot, and since when. */
export const SlotHolder = z
  .object({ flow_run_id: Id, name: z.string(), worker_name: z.string().nullable(), since: Timestamp })
  .meta({ id: "SlotHolder" });
export type SlotHolder = z.output<typeof SlotHolder>;

export const WhyReason = z
  .object({
    code: z.string(),
    message: z.string(),
    /** Whether no worker would be given the run, however many asked. */
    blocks: z.boolean(),
    /** When it ends by itself, where that is known. */
    until: Timestamp.nullable(),
    /** Of a full limit: the longest-held first, 20 at most. */
    holders: z.array(SlotHolder),
  })
  .meta({ id: "WhyReason" });
export type WhyReason = z.output<typeof WhyReason>;

/** Why a run does not run: every reason at once, by the predicate that a claim picks runs by. */
export const WhyReply = z
  .object({
    flow_run_id: Id,
    state_type: StateTypeSchema.nullable(),
    state_name: z.string().nullable(),
    reasons: z.array(WhyReason),
    /** When it is expected to start; null when nobody can know. */
    expected_start: Timestamp.nullable(),
  })
  .meta({ id: "WhyReply" });
export type WhyReply = z.output<typeof WhyReply>;
