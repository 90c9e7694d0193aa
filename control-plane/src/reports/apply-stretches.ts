import {
  ErrorCode,
  formatMicros,
  type Log,
  type LogCreate,
  LogLevel,
  type Micros,
  type ReportReply,
  spanOf,
} from "kedge/contract";
import type { Connection } from "../db/connect.js";
import type { HistoryRange } from "../db/partitions/history-range.js";
import { advanceSpoolMarks, type SpoolAdvance } from "../db/queries/advance-spool-marks.js";
import { insertLogs, type LogPost } from "../db/queries/insert-logs.js";
import { insertSetAsideReports, type SetAsideReport } from "../db/queries/insert-set-aside-reports.js";
import { lockFlowRuns } from "../db/queries/lock-flow-runs.js";
import { lockSpoolMarks } from "../db/queries/lock-spool-marks.js";
import { markRunsUncertain, type UncertainRun } from "../db/queries/mark-runs-uncertain.js";
import { logPost } from "../logs/log-post.js";
import { logsOf } from "../logs/logs-of.js";
import { applyFlowRunStates, type CommittedState, type StateReport } from "./apply-flow-run-states.js";
import { applyTaskRuns, type TaskRunReport } from "./apply-task-runs.js";
import { type Loss, lossInGap, lossTold, uncertainRuns } from "./losses.js";
import { behindMark, type MarkedStretch, type Stretch } from "./stretch.js";

/** Why a report is put aside, or refused. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
}

export interface ApplyOptions {
  readonly history: HistoryRange;
  /** See `record-batch.ts`. */
  readonly looksFirst: boolean;
  readonly now: Micros;
  /** How the ids of lines end that this server stores. */
  readonly tag: string;
  /** By seq: reports that are known to be impossible to apply. Given for one stretch only. */
  readonly troubles: ReadonlyMap<number, Trouble>;
}

/** What one transaction has done, to be told once it is committed. */
export interface Applied {
  readonly replies: ReportReply[];
  readonly committed: readonly CommittedState[];
  /** Runs of which reports turned out to be lost. */
  readonly uncertain: readonly UncertainRun[];
  readonly logs: readonly { readonly workspaceId: string; readonly lines: readonly Log[] }[];
}

type Outcome = ReportReply["outcomes"][number];

/**
 * Applies what is new in stretches of different spools, and moves their marks. Order is kept where it means something: the
 * states of a flow run follow each other as they were reported, task runs stand before the flow run's end.
 */
export async function applyStretches(
  sql: Connection,
  stretches: readonly Stretch[],
  options: ApplyOptions,
): Promise<Applied> {
  // Sent together: neither needs the other's answer.
  const [marks] = await Promise.all([lockSpoolMarks(sql, stretches), lockFlowRuns(sql, statesIn(stretches))]);
  const marked = stretches.map((stretch) => behindMark(stretch, marks.get(stretch.spoolId)!));
  const setAside: SetAsideReport[] = [];
  const outcomes = new Map<Stretch, Outcome[]>(marked.map((stretch) => [stretch, []]));
  const refuse = (stretch: MarkedStretch, seq: number, { code, message }: Trouble) =>
    void outcomes.get(stretch)!.push({ seq, result: null, refused: { code, message } });
  const putAside = (stretch: MarkedStretch, seq: number, sent: unknown, trouble: Trouble) => {
    const { workspaceId, spoolId } = stretch;
    setAside.push({ workspaceId, spoolId, seq, reason: trouble.message, report: JSON.stringify(sent) });
    refuse(stretch, seq, trouble);
  };

  const states: StateReport[] = [];
  const taskRuns: TaskRunReport[] = [];
  const posts: LogPost[] = [];
  for (const stretch of marked) {
    for (const { seq, sent, report, problem } of stretch.fresh) {
      const trouble = options.troubles.get(seq);
      if (report === undefined || trouble !== undefined) {
        const unread = { code: ErrorCode.INVALID_REQUEST, message: problem ?? "It cannot be read." };
        putAside(stretch, seq, sent, trouble ?? unread);
      } else if (report.kind === "flow_run_state") states.push({ stretch, seq, report });
      else if (report.kind === "task_run") taskRuns.push({ stretch, seq, report });
    }
    posts.push(postOf(stretch, options));
    for (const { seq, report } of stretch.known) {
      if (report?.kind === "flow_run_state") states.push({ stretch, seq, report, isRepeat: true });
    }
  }

  const uncertain = marked.flatMap(uncertainRuns);
  const hasLines = posts.some(({ lines }) => lines.length > 0);
  // Lines alone commit without waiting for the disk, as they do on their own route: should Postgres be killed just then, the
  // mark goes back with them, and the next batch tells the gap.
  const withinTransaction = states.length + taskRuns.length + setAside.length + uncertain.length > 0;
  const [{ committed, answers }] = await Promise.all([
    applyTaskRuns(sql, taskRuns, options, ({ stretch, seq }, trouble) => refuse(stretch, seq, trouble)).then(() =>
      applyFlowRunStates(sql, states),
    ),
    hasLines ? insertLogs(sql, posts, { withinTransaction }) : undefined,
  ]);
  for (const { state, result, trouble } of answers) {
    if (trouble !== undefined && trouble.code !== ErrorCode.STALE_FENCE)
      putAside(state.stretch, state.seq, state.report, trouble);
    else outcomes.get(state.stretch)!.push({ seq: state.seq, result: result ?? null, refused: trouble ?? null });
  }
  await insertSetAsideReports(sql, setAside);
  await markRunsUncertain(sql, uncertain);
  const advances = marked.map((stretch) => advanceOf(stretch, setAside));
  await advanceSpoolMarks(sql, advances);
  return {
    replies: marked.map((stretch, i) => ({
      acknowledged: advances[i]!.acknowledged,
      outcomes: outcomes.get(stretch)!.toSorted((a, b) => a.seq - b.seq),
    })),
    committed,
    uncertain,
    logs: posts.map((post) => ({ workspaceId: post.workspaceId, lines: logsOf(post, formatMicros(options.now)) })),
  };
}

function statesIn(stretches: readonly Stretch[]) {
  return stretches.flatMap(({ workspaceId, reports }) =>
    reports.flatMap(({ report }) =>
      report?.kind === "flow_run_state" ? [{ workspaceId, flowRunId: report.flow_run_id }] : [],
    ),
  );
}

/** Log lines in their order, with one in the place of those that are missing. */
function postOf(stretch: MarkedStretch, { now, troubles, tag }: ApplyOptions): LogPost {
  const told = (loss: Loss | undefined): LogCreate[] =>
    (loss?.flowRunIds ?? []).map((flow_run_id) => ({
      name: "kedge.outbox",
      level: LogLevel.WARNING,
      message: loss!.text,
      timestamp: stretch.mark.now,
      flow_run_id,
    }));
  const fresh = stretch.fresh.flatMap((placed) =>
    placed.report?.kind === "log" && !troubles.has(placed.seq) ? [placed.report.line] : told(lossTold(stretch, placed)),
  );
  const lines = [...told(lossInGap(stretch)), ...fresh];
  return logPost(stretch.workspaceId, lines, { now, tag });
}

function advanceOf(stretch: MarkedStretch, all: readonly SetAsideReport[]): SpoolAdvance {
  const { workspaceId, spoolId, mark, fresh, gap } = stretch;
  const setAside = all.filter((report) => report.spoolId === spoolId).length;
  const last = fresh.at(-1);
  const acknowledged = last === undefined ? mark.acknowledged : last.seq + last.span - 1;
  const missing = fresh.reduce((sum, { report }) => sum + (report?.kind === "missing" ? spanOf(report) : 0), gap);
  return {
    workspaceId,
    spoolId,
    acknowledged,
    missing,
    setAside,
    applied: acknowledged - mark.acknowledged - missing - setAside,
  };
}
