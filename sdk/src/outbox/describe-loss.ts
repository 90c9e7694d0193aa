import type { ReportInput } from "../contract/index.js";
import type { SpoolRecord } from "./spool/record.js";

/**
 * What takes the place of reports that are lost. Of those that are still known the runs are named, so that each run's log
 * says so; else the run that the spool belongs to.
 */
export function lossOf(count: number, dropped: readonly SpoolRecord[], flowRunId: string | null): Buffer {
  const named = dropped.map(runOf).filter((id) => id !== undefined);
  const ids = named.length > 0 ? [...new Set(named)] : flowRunId === null ? [] : [flowRunId];
  const reason =
    dropped.length > 0
      ? "the outbox had no room for more log lines while the server took none."
      : "the outbox was damaged on its disk; what the run's task runs and states show may be incomplete.";
  return missing(count, reason, ids, dropped.length > 0);
}

export function missing(count: number, reason: string, flowRunIds: readonly string[], linesOnly = false): Buffer {
  const report: ReportInput = { kind: "missing", count, reason, flow_run_ids: [...flowRunIds], lines_only: linesOnly };
  return Buffer.from(JSON.stringify(report));
}

function runOf({ payload }: SpoolRecord): string | undefined {
  const report = JSON.parse(payload.toString()) as ReportInput;
  return report.kind === "log" ? (report.line.flow_run_id ?? undefined) : undefined;
}
