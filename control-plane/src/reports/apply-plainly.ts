import { formatMicros, type LogCreate, microsOf, type Report, type ReportReply } from "kedge/contract";
import type { Connection } from "../db/connect.js";
import { applyPlainStretches, NOT_AS_EXPECTED } from "../db/queries/apply-plain-stretches.js";
import type { CommittedFlowRun, FlowRunStateCommit } from "../db/queries/commit-flow-run-states.js";
import type { LogPost } from "../db/queries/insert-logs.js";
import { logPost } from "../logs/log-post.js";
import { logsOf } from "../logs/logs-of.js";
import { contextFreeFrom } from "../orchestration/fast-path.js";
import { asProposed, stateCommit } from "../orchestration/flow-run-transitions.js";
import { type ProposedState, proposedState } from "../orchestration/transition.js";
import { answer } from "../orchestration/transition-result.js";
import type { ApplyOptions, Applied } from "./apply-stretches.js";
import type { Stretch } from "./stretch.js";

type StateReport = Extract<Report, { kind: "flow_run_state" }>;

/** States that one statement takes: see `FlowRunTransitions`. */
const MOST_STATES = 200;

interface Place {
  readonly stretch: Stretch;
  readonly seq: number;
  readonly report: StateReport;
  readonly state: ProposedState;
}

/**
 * Splits off the stretches that one statement can apply: they hold lines and states that need no rule, and no two of those
 * states are of one run.
 */
export function splitPlain(stretches: readonly Stretch[]): { plain: Stretch[]; others: Stretch[] } {
  const runs = new Set<string>();
  const plain: Stretch[] = [];
  const others: Stretch[] = [];
  for (const stretch of stretches) {
    const states = statesOf(stretch);
    const isPlain =
      stretch.reports.every(({ report }) => report?.kind === "log" || report?.kind === "flow_run_state") &&
      states.every(needsNoRule) &&
      new Set(states.map(({ report }) => report.flow_run_id)).size === states.length &&
      !states.some(({ report }) => runs.has(report.flow_run_id)) &&
      runs.size + states.length <= MOST_STATES;
    (isPlain ? plain : others).push(stretch);
    if (isPlain) for (const { report } of states) runs.add(report.flow_run_id);
  }
  return { plain, others };
}

/** Applies plain stretches in one statement; undefined when anything about them is not as it usually is. */
export async function applyPlainly(
  sql: Connection,
  stretches: readonly Stretch[],
  { now, tag }: Pick<ApplyOptions, "now" | "tag">,
): Promise<Applied | undefined> {
  const places = stretches.flatMap(statesOf);
  const commits = places.map(commitOf);
  const posts = stretches.map((stretch) => logPost(stretch.workspaceId, linesOf(stretch), { now, tag }));
  const counted = stretches.map((stretch) => ({
    ...stretch,
    firstSeq: stretch.reports[0]!.seq,
    reports: stretch.reports.length,
  }));
  try {
    const runs = await applyPlainStretches(sql, counted, commits, posts);
    return applied(stretches, places, commits, posts, runs as CommittedFlowRun[], now);
  } catch (error) {
    // Nothing of it was done: the long way finds out what is to be said of each report.
    if (error instanceof Error && "code" in error && error.code === NOT_AS_EXPECTED) return undefined;
    throw error;
  }
}

function statesOf(stretch: Stretch): Place[] {
  return stretch.reports.flatMap(({ seq, report }) =>
    report?.kind === "flow_run_state" ? [{ stretch, seq, report, state: proposedState(report.state) }] : [],
  );
}

function needsNoRule({ report, state }: Place): boolean {
  return report.force !== true && contextFreeFrom(state.type) !== null;
}

function commitOf({ stretch, report, state }: Place): FlowRunStateCommit {
  const proposal = {
    workspaceId: stretch.workspaceId,
    runId: report.flow_run_id,
    state,
    force: false,
    fence: report.fence ?? stretch.fence,
  };
  return stateCommit(proposal, state, {
    guard: { from: contextFreeFrom(state.type) ?? [], transitionId: state.details.transition_id ?? null },
    ageMicros: Math.max(0, microsOf(stretch.sentAt) - microsOf(report.timestamp)),
  });
}

function linesOf({ reports }: Stretch): LogCreate[] {
  return reports.flatMap(({ report }) => (report?.kind === "log" ? [report.line] : []));
}

function applied(
  stretches: readonly Stretch[],
  places: readonly Place[],
  commits: readonly FlowRunStateCommit[],
  posts: readonly LogPost[],
  runs: readonly CommittedFlowRun[],
  now: ApplyOptions["now"],
): Applied {
  const outcomes = new Map<Stretch, ReportReply["outcomes"]>(stretches.map((stretch) => [stretch, []]));
  places.forEach(({ stretch, seq, state }, i) => {
    const { result } = answer("ACCEPT", asProposed(runs[i]!, state), true);
    outcomes.get(stretch)!.push({ seq, result, refused: null });
  });
  return {
    replies: stretches.map((stretch) => ({
      acknowledged: stretch.reports.at(-1)!.seq,
      outcomes: outcomes.get(stretch)!,
    })),
    committed: commits.map(({ workspaceId }, i) => ({ run: runs[i]!, workspaceId })),
    uncertain: [],
    logs: posts.map((post) => ({ workspaceId: post.workspaceId, lines: logsOf(post, formatMicros(now)) })),
  };
}
