import { ErrorCode, type Report, uuidv7 } from "kedge/contract";
import type { Connection } from "../db/connect.js";
import { insertLateReport } from "../db/queries/insert-late-report.js";
import { lockFences } from "../db/queries/lock-fences.js";
import { selectUnknownFlowRuns } from "../db/queries/select-unknown-flow-runs.js";
import { recordBatch } from "../task-runs/recorder/record-batch.js";
import { recordedRun } from "../task-runs/recorder/recorded-run.js";
import type { ApplyOptions, Trouble } from "./apply-stretches.js";
import type { MarkedStretch } from "./stretch.js";

export interface TaskRunReport {
  readonly stretch: MarkedStretch;
  readonly seq: number;
  readonly report: Extract<Report, { kind: "task_run" }>;
}

/** Records states of task runs. Those of an attempt that has lost its run are kept as late reports. */
export async function applyTaskRuns(
  sql: Connection,
  reports: readonly TaskRunReport[],
  { history, looksFirst }: Pick<ApplyOptions, "history" | "looksFirst">,
  refuse: (report: TaskRunReport, trouble: Trouble) => void,
): Promise<void> {
  if (reports.length === 0) return;
  const stale = new Set<TaskRunReport>();
  for (const found of await lockFences(sql, fencedRuns(reports))) {
    if (found.currentFence === null) continue;
    const late = reports.filter(
      (one) => fenceOf(one) === found.fence && one.report.record.task_run.flow_run_id === found.flowRunId,
    );
    for (const one of late) {
      stale.add(one);
      refuse(one, {
        code: ErrorCode.STALE_FENCE,
        message: `The fence of flow run ${found.flowRunId} is ${found.currentFence}.`,
      });
    }
    await insertLateReport(sql, {
      workspaceId: found.workspaceId,
      id: uuidv7(),
      flowRunId: found.flowRunId,
      fence: found.fence,
      currentFence: found.currentFence,
      report: { task_runs: late.map(({ report }) => report.record) },
    });
  }
  const records = reports
    .filter((one) => !stale.has(one))
    .map(({ stretch, report }) => recordedRun(report.record, stretch.workspaceId, history.of("task_run_state")));
  // A flow run that was deleted while it ran must not come back as a heap of task runs that nobody can find.
  const unknown = await selectUnknownFlowRuns(sql, records);
  const known = records.filter(({ flow_run_id: id }) => id === null || !unknown.has(id));
  if (known.length > 0) await recordBatch(sql, known, { looksFirst });
}

function fenceOf({ stretch, report }: TaskRunReport): string | null {
  return report.fence ?? stretch.fence;
}

/** Each pair of run and fence once. */
function fencedRuns(reports: readonly TaskRunReport[]) {
  const pairs = new Map<string, { workspaceId: string; flowRunId: string; fence: string }>();
  for (const one of reports) {
    const fence = fenceOf(one);
    const flowRunId = one.report.record.task_run.flow_run_id;
    if (fence === null || flowRunId == null) continue;
    pairs.set(`${flowRunId} ${fence}`, { workspaceId: one.stretch.workspaceId, flowRunId, fence });
  }
  return [...pairs.values()];
}
