import { ErrorCode, microsOf, uuidv7, type State } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { commitTaskRunState } from "../db/queries/commit-task-run-state.js";
import { lockFences } from "../db/queries/lock-fences.js";
import { selectTaskRunSnapshot, type TaskRunSnapshotRow } from "../db/queries/select-task-run-snapshot.js";
import { currentState, toState } from "../db/rows/state-row.js";
import { PlaneError, notFound } from "../errors.js";
import { decide, type Decision } from "./decide.js";
import { staleFence } from "./flow-run-transitions.js";
import { dataToStore } from "./rules/persisted-result.js";
import { BACKGROUND_TASK_RUN_POLICY, FORCED_TASK_RUN_POLICY, TASK_RUN_POLICY } from "./task-run-policies.js";
import { taskRunSnapshot, type TaskRunRules, type TaskRunSnapshot } from "./task-run-snapshot.js";
import type { ProposedState } from "./transition.js";
import { answer } from "./transition-result.js";

export interface TaskRunProposal {
  readonly workspaceId: string;
  readonly taskRunId: string;
  readonly state: ProposedState;
  /** No rule is asked; a background task's are all the same. */
  readonly force: boolean;
  readonly fence: string | null;
}

export interface TaskRunTransitionsOptions {
  readonly sql: Sql;
  readonly random?: () => number;
}

/** A proposal that keeps losing against others is given up on after this many tries. */
const MOST_TRIES = 10;

/** How the state of a task run changes that the plane orchestrates: snapshot -> decide (pure) -> commit (one statement). */
export class TaskRunTransitions {
  readonly #sql: Sql;
  readonly #random: () => number;

  constructor({ sql, random = Math.random }: TaskRunTransitionsOptions) {
    this.#sql = sql;
    this.#random = random;
  }

  /** Answers as the wire does; `isNew` tells whether the returned state was made by this proposal. */
  async propose(proposal: TaskRunProposal) {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const run = await this.#read(proposal);
      await this.#refuseStaleFence(proposal, run);
      const decision = this.#decide(proposal, run);
      if (decision.state === null) return answer(decision.status, currentState(run), false, decision);
      const state = await this.#commit(run, proposal.workspaceId, decision.state, decision.changes);
      if (state) return answer(decision.status, state, true, decision);
    }
    throw new PlaneError(
      ErrorCode.UNAVAILABLE,
      `The state of task run ${proposal.taskRunId} keeps changing; try again.`,
    );
  }

  async #read({ workspaceId, taskRunId, state }: TaskRunProposal): Promise<TaskRunSnapshotRow> {
    const cacheKey = state.type === "RUNNING" ? (state.details.cache_key ?? null) : null;
    const run = await selectTaskRunSnapshot(this.#sql, { workspaceId, id: taskRunId, cacheKey });
    if (!run) throw notFound("Task run", taskRunId);
    return run;
  }

  #decide(proposal: TaskRunProposal, run: TaskRunSnapshotRow): Decision<TaskRunSnapshot> {
    return decide(policyFor(proposal), {
      run: taskRunSnapshot(run, run.cached && toState(run.cached), this.#random()),
      current: currentState(run),
      proposed: proposal.state,
      now: microsOf(run.now),
      newId: uuidv7,
    });
  }

  async #commit(
    run: TaskRunSnapshotRow,
    workspaceId: string,
    state: ProposedState,
    changes: Partial<TaskRunSnapshot>,
  ): Promise<State | null> {
    const committed = await commitTaskRunState(this.#sql, {
      workspaceId,
      id: run.id,
      stateId: uuidv7(),
      ...state,
      data: dataToStore(state.data),
      expectedStateId: run.state_id,
      runCount: changes.runCount ?? null,
      flowRunRunCount: changes.flowRunRunCount ?? null,
      cacheKey: changes.cacheKey ?? null,
    });
    if (!committed) return null;
    // What its process keeps to itself is echoed to it, though there is nothing to store.
    return { ...currentState(committed)!, data: state.data };
  }

  async #refuseStaleFence({ workspaceId, fence }: TaskRunProposal, { flow_run_id: flowRunId }: TaskRunSnapshotRow) {
    if (fence === null || flowRunId === null) return;
    const [stale] = await lockFences(this.#sql, [{ workspaceId, flowRunId, fence }]);
    if (stale) throw staleFence(flowRunId, fence, stale.currentFence ?? "unknown");
  }
}

function policyFor({ state, force }: TaskRunProposal): TaskRunRules {
  if (state.details.deferred) return BACKGROUND_TASK_RUN_POLICY;
  return force ? FORCED_TASK_RUN_POLICY : TASK_RUN_POLICY;
}
