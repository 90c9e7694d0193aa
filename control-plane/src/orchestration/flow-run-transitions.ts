import { ErrorCode, uuidv7, type TransitionResult } from "kedge/contract";
import type { Clock } from "../clock.js";
import { Batcher } from "../db/batcher.js";
import type { Sql } from "../db/connect.js";
import {
  commitFlowRunStates,
  type CommittedFlowRun,
  type FlowRunStateCommit,
} from "../db/queries/commit-flow-run-states.js";
import { insertLateReport } from "../db/queries/insert-late-report.js";
import { selectFlowRunSnapshots, type FlowRunSnapshotRow } from "../db/queries/select-flow-run-snapshots.js";
import { flowRunPolicy } from "../db/rows/flow-run-row.js";
import { currentState } from "../db/rows/state-row.js";
import { PlaneError, notFound } from "../errors.js";
import { decide, type Decision } from "./decide.js";
import { contextFreeFrom } from "./fast-path.js";
import type { FlowRunSnapshot } from "./flow-run-snapshot.js";
import { FLOW_RUN_POLICY, FORCED_FLOW_RUN_POLICY } from "./policies.js";
import { withScheduledTime, type ProposedState } from "./transition.js";
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
}

export interface FlowRunTransitionsOptions {
  readonly sql: Sql;
  readonly clock: Clock;
  /** Told of every committed state, after the commit. */
  readonly onCommitted?: (run: CommittedFlowRun, workspaceId: string) => void;
}

/** A proposal that keeps losing against others is given up on after this many tries. */
const MOST_TRIES = 10;

/** The one way in which a flow run's state changes: snapshot -> decide (pure) -> commit (one statement). */
export class FlowRunTransitions {
  readonly #commits: Batcher<FlowRunStateCommit, CommittedFlowRun | undefined>;
  readonly #snapshots: Batcher<{ workspaceId: string; runId: string }, FlowRunSnapshotRow | undefined>;

  constructor(private readonly options: FlowRunTransitionsOptions) {
    const limits = { maxItems: 200, maxInFlight: 2, maxWaiting: 20_000 };
    this.#commits = new Batcher((items) => commitFlowRunStates(options.sql, items), {
      ...limits,
      keyOf: (item) => item.runId,
    });
    this.#snapshots = new Batcher((keys) => selectFlowRunSnapshots(options.sql, { keys }), limits);
  }

  /** Answers as the wire does; `isNew` tells whether the returned state was made by this proposal. */
  async propose(proposal: FlowRunProposal): Promise<{ result: TransitionResult; isNew: boolean }> {
    const now = this.options.clock.now();
    const state = withScheduledTime(proposal.state, now);
    const from = proposal.force ? null : contextFreeFrom(state.type);
    if (from) {
      const run = await this.#commit(proposal, state, {
        guard: { from, transitionId: state.details.transition_id ?? null },
      });
      if (run.outcome === "committed") return answer("ACCEPT", currentState(run), true);
      return this.#proposeByRules(proposal, state, run);
    }
    return this.#proposeByRules(proposal, state, await this.#read(proposal));
  }

  async #proposeByRules(proposal: FlowRunProposal, state: ProposedState, first: FlowRunSnapshotRow) {
    let run = first;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      await this.#refuseStaleFence(proposal, run);
      const decision = this.#decide(proposal, state, run);
      if (decision.state === null) return answer(decision.status, currentState(run), false, decision);
      const committed = await this.#commit(proposal, withScheduledTime(decision.state, this.options.clock.now()), {
        expectedStateId: run.state_id,
        policy: decision.changes.policy ?? null,
      });
      if (committed.outcome === "committed") return answer(decision.status, currentState(committed), true, decision);
      run = committed;
    }
    throw new PlaneError(ErrorCode.UNAVAILABLE, `The state of flow run ${proposal.runId} keeps changing; try again.`);
  }

  #decide(proposal: FlowRunProposal, proposed: ProposedState, run: FlowRunSnapshotRow): Decision<FlowRunSnapshot> {
    return decide(proposal.force ? FORCED_FLOW_RUN_POLICY : FLOW_RUN_POLICY, {
      run: flowRunSnapshot(run),
      current: currentState(run),
      proposed,
      now: this.options.clock.now(),
      newId: uuidv7,
    });
  }

  async #commit(
    proposal: FlowRunProposal,
    state: ProposedState,
    expectation: Partial<Pick<FlowRunStateCommit, "expectedStateId" | "guard" | "policy">>,
  ): Promise<CommittedFlowRun> {
    const run = await this.#commits.submit({
      workspaceId: proposal.workspaceId,
      runId: proposal.runId,
      stateId: uuidv7(),
      ...state,
      policy: null,
      expectedStateId: null,
      guard: null,
      fence: proposal.fence,
      endsAttempt: proposal.endsAttempt ?? false,
      ...expectation,
    });
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
    if (fence === null || fence === run.fence) return;
    await insertLateReport(this.options.sql, {
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

export function staleFence(runId: string, fence: string, current: string): PlaneError {
  return new PlaneError(
    ErrorCode.STALE_FENCE,
    `The attempt with fence ${fence} no longer owns flow run ${runId} (its fence is ${current}); stop this attempt.`,
  );
}

function flowRunSnapshot(run: FlowRunSnapshotRow): FlowRunSnapshot {
  return {
    id: run.id,
    hasDeployment: run.deployment_id !== null,
    isSubflow: run.parent_task_run_id !== null,
    hasInfrastructure: run.infrastructure_pid !== null,
    runCount: run.run_count,
    policy: flowRunPolicy(run.empirical_policy),
  };
}
