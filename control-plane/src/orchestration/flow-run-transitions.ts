import { ErrorCode, microsOf, uuidv7, type State, type TransitionResult } from "kedge/contract";
import { Batcher } from "../db/batcher.js";
import type { CommittedFlowRun, FlowRunStateCommit } from "../db/queries/commit-flow-run-states.js";
import type { FlowRunSnapshotRow } from "../db/queries/select-flow-run-snapshots.js";
import { currentState } from "../db/rows/state-row.js";
import type { Rooms } from "../db/rows/room.js";
import { PlaneError, notFound } from "../errors.js";
import { decide, type Decision } from "./decide.js";
import { contextFreeFrom } from "./fast-path.js";
import { isByOwnAttempt, isStaleFence } from "./fence.js";
import { dispatchEffects, flowRunSnapshot, policyChanges, type FlowRunSnapshot } from "./flow-run-snapshot.js";
import type { FlowRunStore } from "./flow-run-store.js";
import { FLOW_RUN_POLICY, FORCED_FLOW_RUN_POLICY } from "./policies.js";
import { dataToStore } from "./rules/persisted-result.js";
import type { ProposedState } from "./transition.js";
import { answer } from "./transition-result.js";

export interface FlowRunProposal {
  readonly workspaceId: string;
  readonly runId: string;
  readonly state: ProposedState;
  /** Only the rules that protect a result and a cancel are asked. */
  readonly force: boolean;
  readonly fence: string | null;
  /** No later write of this attempt counts: it has lost its lease. */
  readonly endsAttempt?: boolean;
  /** When it happened, by the database's clock, for what is told afterwards. Otherwise it happens now. */
  readonly at?: string;
  /** The id of the state that the proposal answers to: aborted when the run has left it meanwhile. */
  readonly onlyFrom?: string;
  /** Stored as an input of the run when the proposal is accepted, in the same statement: whoever sees the state finds it. */
  readonly input?: { readonly key: string; readonly value: string };
}

export interface FlowRunTransitionsOptions {
  readonly store: FlowRunStore;
  /** Told of every committed state, after the commit. */
  readonly onCommitted?: (run: CommittedFlowRun, workspaceId: string) => void;
}

/**
 * A try is lost only when another proposal for the run has won meanwhile, so as many clients as race for one run may cost
 * as many tries. This many at once are no race but a fault.
 */
const MOST_TRIES = 100;

/**
 * The one way in which a flow run's state changes: snapshot -> decide (pure) -> commit (one statement). What time it is,
 * the database says with each answer: the servers' clocks may be wrong by hours and decide nothing.
 */
export class FlowRunTransitions {
  readonly #commits: Batcher<FlowRunStateCommit, CommittedFlowRun | undefined>;
  readonly #snapshots: Batcher<{ workspaceId: string; runId: string }, FlowRunSnapshotRow | undefined>;

  constructor(private readonly options: FlowRunTransitionsOptions) {
    const limits = { maxItems: 200, maxInFlight: 2, maxWaiting: 20_000 };
    this.#commits = new Batcher((items) => options.store.commit(items), {
      ...limits,
      keyOf: (item) => item.runId,
    });
    this.#snapshots = new Batcher((keys) => options.store.readSnapshots(keys), limits);
  }

  /** Answers as the wire does; `isNew` tells whether the returned state was made by this proposal. */
  async propose(proposal: FlowRunProposal): Promise<{ result: TransitionResult; isNew: boolean }> {
    const from =
      proposal.force || proposal.onlyFrom !== undefined || proposal.input !== undefined
        ? null
        : contextFreeFrom(proposal.state.type);
    if (from) {
      const run = await this.#commit(proposal, proposal.state, {
        guard: { from, transitionId: proposal.state.details.transition_id ?? null },
      });
      if (run.outcome === "committed") return answer("ACCEPT", asProposed(run, proposal.state), true);
      return this.#proposeByRules(proposal, run);
    }
    return this.#proposeByRules(proposal, await this.#read(proposal));
  }

  async #proposeByRules(proposal: FlowRunProposal, first: FlowRunSnapshotRow) {
    let run = first;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      await this.#refuseStaleFence(proposal, run);
      if (proposal.onlyFrom !== undefined && proposal.onlyFrom !== run.state_id) {
        return answer("ABORT", currentState(run), false, {
          reason: "The run has left that state.",
          delaySeconds: null,
        });
      }
      if (takesLimitedSlot(proposal, run)) return this.#proposeWithinLimits(proposal, run.work_pool_id);
      const decision = decideOn(run, proposal, null);
      if (decision.state === null) return answer(decision.status, currentState(run), false, decision);
      const committed = await this.#commit(proposal, decision.state, {
        expectedStateId: run.state_id,
        ...effects(decision.changes),
        input: decision.status === "ACCEPT" ? (proposal.input ?? null) : null,
      });
      if (committed.outcome === "committed") {
        return answer(decision.status, asProposed(committed, decision.state), true, decision);
      }
      run = committed;
    }
    throw new PlaneError(ErrorCode.UNAVAILABLE, `The state of flow run ${proposal.runId} keeps changing; try again.`);
  }

  /** By itself, not with others in one statement: what is free is counted under the locks of all who take from it. */
  async #proposeWithinLimits(
    proposal: FlowRunProposal,
    poolId: string | null,
  ): ReturnType<FlowRunTransitions["propose"]> {
    const tried: { decision?: Decision<FlowRunSnapshot> } = {};
    const run = await this.options.store.commitWithinLimits({ ...proposal, poolId }, (row, rooms) => {
      const decision = (tried.decision = decideOn(row, proposal, rooms));
      if (decision.state === null) return null;
      return stateCommit(proposal, decision.state, { expectedStateId: row.state_id, ...effects(decision.changes) });
    });
    const { decision } = tried;
    if (run === undefined || decision === undefined) throw notFound("Flow run", proposal.runId);
    if (decision.state === null) return answer(decision.status, currentState(run), false, decision);
    const committed = await this.#settled(proposal, run as CommittedFlowRun);
    if (committed.outcome !== "committed") return this.#proposeByRules(proposal, committed);
    return answer(decision.status, asProposed(committed, decision.state), true, decision);
  }

  async #commit(
    proposal: FlowRunProposal,
    state: ProposedState,
    expectation: Partial<FlowRunStateCommit>,
  ): Promise<CommittedFlowRun> {
    return this.#settled(proposal, await this.#commits.submit(stateCommit(proposal, state, expectation)));
  }

  async #settled(proposal: FlowRunProposal, run: CommittedFlowRun | undefined): Promise<CommittedFlowRun> {
    if (!run) throw notFound("Flow run", proposal.runId);
    if (run.outcome === "committed") this.options.onCommitted?.(run, proposal.workspaceId);
    else await this.#refuseStaleFence(proposal, run);
    return run;
  }

  async #read(proposal: FlowRunProposal): Promise<FlowRunSnapshotRow> {
    const run = await this.#snapshots.submit(proposal);
    if (!run) throw notFound("Flow run", proposal.runId);
    return run;
  }

  async #refuseStaleFence(proposal: FlowRunProposal, run: FlowRunSnapshotRow): Promise<void> {
    const { workspaceId, runId, fence, state } = proposal;
    if (fence === null || !isStaleFence(fence, run)) return;
    await this.options.store.keepLateReport({
      workspaceId,
      id: uuidv7(),
      flowRunId: runId,
      fence,
      currentFence: run.fence,
      report: state,
    });
    throw staleFence(runId, fence, run.fence);
  }

  /** Resolves once every proposal that was made has been answered. */
  async drained(): Promise<void> {
    await this.#snapshots.drained();
    await this.#commits.drained();
  }
}

/** Whether the proposal is a stock worker's claim of a run that has to find a free slot. */
function takesLimitedSlot({ state, force }: FlowRunProposal, { dispatch_facts: facts }: FlowRunSnapshotRow): boolean {
  return state.type === "PENDING" && !force && facts !== null && facts.is_limited;
}

/** A proposal as it is committed, where `expectation` holds. */
export function stateCommit(
  { workspaceId, runId, force, fence, endsAttempt = false, at }: FlowRunProposal,
  state: ProposedState,
  expectation: Partial<FlowRunStateCommit>,
): FlowRunStateCommit {
  return {
    workspaceId,
    runId,
    stateId: uuidv7(),
    ...state,
    data: dataToStore(state.data),
    policyChanges: null,
    isForced: force,
    expectedStateId: null,
    guard: null,
    fence,
    endsAttempt,
    timestamp: at ?? null,
    ...expectation,
  };
}

function effects(changes: Partial<FlowRunSnapshot>): Partial<FlowRunStateCommit> {
  return { policyChanges: policyChanges(changes), ...dispatchEffects(changes) };
}

/** The committed state with the data it was proposed with, whether or not there was anything to store. */
export function asProposed(run: CommittedFlowRun, { data }: ProposedState): State | null {
  const state = currentState(run);
  return state && { ...state, data };
}

export function staleFence(runId: string, fence: string, current: string): PlaneError {
  return new PlaneError(
    ErrorCode.STALE_FENCE,
    `The attempt with fence ${fence} no longer owns flow run ${runId} (its fence is ${current}); stop this attempt.`,
  );
}

function decideOn(
  run: FlowRunSnapshotRow,
  { force, state, fence, at }: FlowRunProposal,
  rooms: Rooms | null,
): Decision<FlowRunSnapshot> {
  return decide(force ? FORCED_FLOW_RUN_POLICY : FLOW_RUN_POLICY, {
    run: flowRunSnapshot(run, rooms),
    current: currentState(run),
    proposed: state,
    now: microsOf(at ?? run.now),
    byAttempt: isByOwnAttempt(fence, run.id, run),
    newId: uuidv7,
  });
}
