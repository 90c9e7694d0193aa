import { ErrorCode, type Report, type TransitionResult, uuidv7 } from "kedge/contract";
import type { Connection } from "../db/connect.js";
import type { CommittedFlowRun } from "../db/queries/commit-flow-run-states.js";
import { currentState } from "../db/rows/state-row.js";
import { PlaneError } from "../errors.js";
import { type FlowRunStore, flowRunStoreWithin } from "../orchestration/flow-run-store.js";
import { type FlowRunProposal, FlowRunTransitions } from "../orchestration/flow-run-transitions.js";
import { answer } from "../orchestration/transition-result.js";
import { proposedState } from "../orchestration/transition.js";
import type { Trouble } from "./apply-stretches.js";
import { instantOf, type MarkedStretch } from "./stretch.js";

export interface StateReport {
  readonly stretch: MarkedStretch;
  readonly seq: number;
  readonly report: Extract<Report, { kind: "flow_run_state" }>;
  /** It has been applied before: only its answer was lost. */
  readonly isRepeat?: boolean;
}

export interface CommittedState {
  readonly run: CommittedFlowRun;
  readonly workspaceId: string;
}

export type OnCommitted = (run: CommittedFlowRun, workspaceId: string) => void;

export interface StateAnswer {
  readonly state: StateReport;
  readonly result?: TransitionResult;
  readonly trouble?: Trouble;
}

/**
 * Proposes states of locked runs inside the transaction, by the same rules as any other proposal. What happened in an outage is judged as
 * of when it happened. A refusal is an answer as well: a stale attempt's is kept as a late report, and so is one that the
 * rules refuse for good, since whoever made it may have gone on without asking.
 */
export async function applyFlowRunStates(
  sql: Connection,
  states: readonly StateReport[],
): Promise<{ readonly committed: readonly CommittedState[]; readonly answers: readonly StateAnswer[] }> {
  if (states.length === 0) return { committed: [], answers: [] };
  const committed: CommittedState[] = [];
  const store = flowRunStoreWithin(sql);
  const transitions = new FlowRunTransitions({
    store,
    onCommitted: (run, workspaceId) => void committed.push({ run, workspaceId }),
  });
  const chains = new Map<string, StateReport[]>();
  for (const state of states) {
    const { flow_run_id: id } = state.report;
    chains.set(id, [...(chains.get(id) ?? []), state]);
  }
  const answers = await Promise.all(
    [...chains.values()].map(async (chain) => {
      const answered: StateAnswer[] = [];
      for (const state of chain) answered.push(await answerTo(state, transitions, store));
      return answered;
    }),
  );
  return { committed, answers: answers.flat() };
}

async function answerTo(
  state: StateReport,
  transitions: FlowRunTransitions,
  store: FlowRunStore,
): Promise<StateAnswer> {
  const proposal = proposalOf(state);
  try {
    if (state.isRepeat === true) return { state, result: await answerAgain(proposal, store) };
    const { result, isNew } = await transitions.propose(proposal);
    const isRefused = !isNew && (result.status === "ABORT" || result.status === "REJECT");
    if (isRefused) await keepAsLate(proposal, store);
    return { state, result };
  } catch (error) {
    if (!(error instanceof PlaneError) || !FINAL.has(error.code)) throw error;
    return { state, trouble: { code: error.code, message: error.message } };
  }
}

const FINAL: ReadonlySet<string> = new Set([ErrorCode.STALE_FENCE, ErrorCode.NOT_FOUND, ErrorCode.INVALID_REQUEST]);

function proposalOf({ stretch, report }: StateReport): FlowRunProposal {
  return {
    workspaceId: stretch.workspaceId,
    runId: report.flow_run_id,
    state: proposedState(report.state),
    force: report.force ?? false,
    fence: report.fence ?? stretch.fence,
    at: instantOf(report.timestamp, stretch),
  };
}

/** The answer to a proposal whose first answer was lost: what the run is now, and whether that is what was proposed. */
async function answerAgain(proposal: FlowRunProposal, store: FlowRunStore): Promise<TransitionResult> {
  const [run] = await store.readSnapshots([proposal]);
  if (run === undefined) throw new PlaneError(ErrorCode.NOT_FOUND, `Flow run ${proposal.runId} not found`);
  const current = currentState(run);
  const given = proposal.state.details.transition_id;
  const isOurs = given != null && current?.state_details.transition_id === given;
  const reason = "It was answered before; this is the state since.";
  return answer(isOurs ? "ACCEPT" : "REJECT", current, false, { reason, delaySeconds: null }).result;
}

async function keepAsLate(proposal: FlowRunProposal, store: FlowRunStore): Promise<void> {
  const [run] = await store.readSnapshots([proposal]);
  if (run === undefined) return;
  await store.keepLateReport({
    workspaceId: proposal.workspaceId,
    id: uuidv7(),
    flowRunId: proposal.runId,
    fence: proposal.fence ?? "",
    currentFence: run.fence,
    report: proposal.state,
  });
}
