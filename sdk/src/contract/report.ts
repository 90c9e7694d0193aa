import { z } from "zod";
import { FenceHeader } from "./claim.js";
import { LogCreate } from "./log.js";
import { TransitionResult } from "./orchestration.js";
import { Id, Timestamp } from "./primitives.js";
import { StateCreate } from "./state.js";
import { TaskRunRecord } from "./task-run.js";

/** The attempt that reports; absent: the batch's. */
const fence = FenceHeader.nullish();

/**
 * One thing that a run or a worker has to say, in the order in which it happened. `missing` stands for `count` reports
 * that were lost or left out before they could be sent.
 */
export const Report = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("flow_run_state"),
      flow_run_id: Id,
      /** When it was entered, by the reporter's clock. */
      timestamp: Timestamp,
      state: StateCreate,
      force: z.boolean().nullish(),
      fence,
    }),
    z.strictObject({ kind: z.literal("task_run"), record: TaskRunRecord, fence }),
    z.strictObject({ kind: z.literal("log"), line: LogCreate }),
    z.strictObject({
      kind: z.literal("missing"),
      count: z.number().int().min(1),
      reason: z.string(),
      flow_run_ids: z.array(Id),
      /** Nothing but log lines: what the runs' states and tasks show is whole. */
      lines_only: z.boolean().default(false),
    }),
  ])
  .meta({ id: "Report" });
export type Report = z.output<typeof Report>;

/** As it is written: defaults may be left out. */
export type ReportInput = z.input<typeof Report>;

/** On runs of which reports are lost, so that their states or tasks may not be all that there was; the label says what is. */
export const UNCERTAIN_TAG = "kedge:uncertain";
export const UNCERTAIN_LABEL = "kedge.uncertain";

/** How many seqs a report stands for. */
export function spanOf(report: ReportInput): number {
  return report.kind === "missing" ? report.count : 1;
}

/** Reports of one batch. */
export const MOST_REPORTS = 5000;

/**
 * A stretch of a spool. The seq of the first report is `first_seq`, and each next one follows it; a `missing` one takes as
 * many as it counts. Reports are read one by one: one that cannot be read does not stop those behind it.
 */
export const ReportBatch = z
  .strictObject({
    spool_id: Id,
    first_seq: z.number().int().min(1),
    /** The reporter's clock as this was sent: from it and a report's own time follows how long ago that was. */
    sent_at: Timestamp,
    fence,
    reports: z.array(z.unknown()).min(1).max(MOST_REPORTS),
  })
  .meta({ id: "ReportBatch" });
export type ReportBatch = z.output<typeof ReportBatch>;

/** What became of a flow run's proposed state, or why a report was not applied. Both are final: it is not to be sent again. */
export const ReportOutcome = z
  .object({
    seq: z.number().int(),
    result: TransitionResult.nullable(),
    refused: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: "ReportOutcome" });
export type ReportOutcome = z.output<typeof ReportOutcome>;

/** Everything up to `acknowledged` is stored, each once, or was put aside; it need never be sent again. */
export const ReportReply = z
  .object({ acknowledged: z.number().int(), outcomes: z.array(ReportOutcome) })
  .meta({ id: "ReportReply" });
export type ReportReply = z.output<typeof ReportReply>;
