import type { Report } from "kedge/contract";
import type { UncertainRun } from "../db/queries/mark-runs-uncertain.js";
import type { PlacedReport } from "./read-report.js";
import type { MarkedStretch, Stretch } from "./stretch.js";

/** Reports that nobody has any more. */
export interface Loss {
  readonly text: string;
  readonly flowRunIds: readonly string[];
  /** Only lines: what the states and tasks of the runs show is whole. */
  readonly linesOnly: boolean;
}

/**
 * Seqs between what the plane knows and what it is sent: it had them once, for they were not sent again. So it is after a failover
 * that lost the last commits, or a restored backup; nothing tells what they were.
 */
export function lossInGap(stretch: MarkedStretch): Loss | undefined {
  if (stretch.gap === 0) return undefined;
  const reason = "the server no longer has them (after a failover or a restored backup), nor has the outbox.";
  const first = stretch.mark.acknowledged + 1;
  return { text: textOf(stretch, first, stretch.gap, reason), flowRunIds: runsNamedIn(stretch), linesOnly: false };
}

/** What the reporter says it has lost; without a run of its own it is a worker's, and may have been about any that it speaks of. */
export function lossTold(stretch: Stretch, { seq, report }: PlacedReport): Loss | undefined {
  if (report?.kind !== "missing") return undefined;
  const { count, reason, flow_run_ids, lines_only: linesOnly } = report;
  const flowRunIds = flow_run_ids.length > 0 || linesOnly ? flow_run_ids : runsNamedIn(stretch);
  return { text: textOf(stretch, seq, count, reason), flowRunIds, linesOnly };
}

/** The runs whose states or tasks may not be all that there was. */
export function uncertainRuns(stretch: MarkedStretch): UncertainRun[] {
  const losses = [lossInGap(stretch), ...stretch.fresh.map((placed) => lossTold(stretch, placed))];
  return losses.flatMap((loss) => {
    if (loss === undefined || loss.linesOnly) return [];
    return loss.flowRunIds.map((flowRunId) => ({ workspaceId: stretch.workspaceId, flowRunId, reason: loss.text }));
  });
}

function textOf({ spoolId }: Stretch, first: number, count: number, reason: string): string {
  const what = count === 1 ? "1 report is" : `${count} reports are`;
  const where = count === 1 ? String(first) : `${first} to ${first + count - 1}`;
  return `${what} missing here: ${reason} (${where} of outbox ${spoolId})`;
}

function runsNamedIn({ reports }: Stretch): string[] {
  return [...new Set(reports.flatMap(({ report }) => runOf(report) ?? []))];
}

function runOf(report: Report | undefined): string | null | undefined {
  switch (report?.kind) {
    case "flow_run_state":
      return report.flow_run_id;
    case "task_run":
      return report.record.task_run.flow_run_id;
    case "log":
      return report.line.flow_run_id;
    default:
      return undefined;
  }
}
