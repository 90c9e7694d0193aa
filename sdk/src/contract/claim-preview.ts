import { z } from "zod";
import { FlowRun } from "./flow-run.js";
import { Id } from "./primitives.js";

/** What keeps a run that is due from being claimed next. */
export const ClaimBlocker = {
  POOL_PAUSED: "pool_paused",
  QUEUE_PAUSED: "queue_paused",
  POOL_LIMIT: "pool_limit",
  QUEUE_LIMIT: "queue_limit",
  CONCURRENCY_LIMIT: "concurrency_limit",
  NOT_YET_DUE: "not_yet_due",
} as const;
export type ClaimBlocker = (typeof ClaimBlocker)[keyof typeof ClaimBlocker];

/** A waiting run in its place: `blocked_by` is null for those that the next claims would take. */
export const PreviewedRun = z
  .object({
    work_queue_id: Id,
    work_queue_name: z.string(),
    priority: z.number().int(),
    blocked_by: z.enum(ClaimBlocker).nullable(),
    flow_run: FlowRun,
  })
  .meta({ id: "PreviewedRun" });
export type PreviewedRun = z.output<typeof PreviewedRun>;
