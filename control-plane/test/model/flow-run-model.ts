import { isTerminal, microsOf, type State, type StateType } from "kedge/contract";
import { decide, type Decision } from "../../src/orchestration/decide.js";
import type { FlowRunSnapshot } from "../../src/orchestration/flow-run-snapshot.js";
import { FLOW_RUN_POLICY, FORCED_FLOW_RUN_POLICY } from "../../src/orchestration/policies.js";
import type { ProposedState } from "../../src/orchestration/transition.js";

/** What the plane says of a state that it has stamped. */
export type Entered = Pick<State, "id" | "type" | "name" | "timestamp" | "data" | "state_details">;

export interface ModelHistory {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly timestamp: string;
  readonly attempt: number;
  readonly is_forced: boolean;
}

/** A deployment without limits whose lost runs are not started anew. */
const DISPATCHED: FlowRunSnapshot["dispatch"] = {
  deploymentExists: true,
  crashRetries: null,
  crashes: 0,
  isLimited: false,
  rooms: null,
  concurrencyOptions: null,
};

/**
 * A flow run in plain JavaScript: the same rules, and its own account of what the statements keep beside them (counters,
 * times, lease, place in the queue, fence). Slow and obvious, to be compared with what the database makes of it.
 */
export class FlowRunModel {
  readonly history: ModelHistory[] = [];
  state: Entered;
  runCount = 0;
  startTime: string | null = null;
  endTime: string | null = null;
  expectedStartTime: string;
  totalRunMicros = 0;
  due: string | null = null;
  attempt = 0;
  fenceCounter = 0;
  isLeased = false;
  #policy: Pick<FlowRunSnapshot, "resuming" | "pauseKeys" | "retryType"> = {
    resuming: false,
    pauseKeys: [],
    retryType: null,
  };

  constructor(
    readonly id: string,
    private readonly fixed: Pick<FlowRunSnapshot, "hasDeployment" | "retries" | "retryDelaySeconds">,
    first: Entered,
  ) {
    this.state = first;
    this.expectedStartTime = first.state_details.scheduled_time ?? first.timestamp;
    if (first.type !== "SCHEDULED") this.expectedStartTime = first.timestamp;
    this.#note(first, false);
    if (first.type === "RUNNING") this.runCount = 1;
    this.#keepTimes(first);
    this.due = this.#dueTime();
  }

  /** The fence that its attempt was given. */
  get fence(): string {
    return `${this.attempt > 0 ? 1 : 0}.${this.fenceCounter}`;
  }

  get isDue(): boolean {
    return this.due !== null && microsOf(this.due) <= Date.now() * 1000;
  }

  get nextScheduledStartTime(): string | null {
    return this.state.type === "SCHEDULED" ? this.state.state_details.scheduled_time! : null;
  }

  get policy() {
    const { resuming, pauseKeys, retryType } = this.#policy;
    return { resuming, pause_keys: pauseKeys.length, retry_type: retryType };
  }

  decide(proposed: ProposedState, force: boolean, byAttempt: boolean): Decision<FlowRunSnapshot> {
    const { state_details, ...state } = this.state;
    return decide(force ? FORCED_FLOW_RUN_POLICY : FLOW_RUN_POLICY, {
      run: {
        ...this.fixed,
        ...this.#policy,
        id: this.id,
        isSubflow: false,
        hasInfrastructure: false,
        runCount: this.runCount,
        dispatch: this.fixed.hasDeployment ? DISPATCHED : null,
        claim: null,
      },
      current: { ...state, message: null, state_details },
      proposed,
      now: Date.now() * 1000,
      byAttempt,
      newId: () => `key ${this.#policy.pauseKeys.length}`,
    });
  }

  /** Takes on a state that was decided, as the plane has stamped it. */
  enter(
    state: Entered,
    changes: Partial<FlowRunSnapshot>,
    { isForced = false, endsAttempt = false }: { isForced?: boolean; endsAttempt?: boolean } = {},
  ): void {
    const before = this.state;
    const wasResuming = this.#policy.resuming;
    this.state = state;
    if (changes.claim) this.#takeSlot();
    this.#note(state, isForced);
    if (before.type === "RUNNING") this.totalRunMicros += microsOf(state.timestamp) - microsOf(before.timestamp);
    if (state.type === "RUNNING" && !wasResuming) this.runCount += 1;
    if (state.type === "RUNNING" || isTerminal(state.type)) this.#policy = { ...this.#policy, resuming: false };
    const { resuming, pauseKeys, retryType } = { ...this.#policy, ...changes };
    this.#policy = { resuming, pauseKeys, retryType };
    this.#keepTimes(state);
    const isHandedBack = state.type === "SCHEDULED" && before.type !== "SCHEDULED" && retryType !== "in_process";
    if (endsAttempt || (isHandedBack && this.attempt > 0)) this.fenceCounter += 1;
    if (this.#hasNoProcess()) this.isLeased = false;
    this.due = this.#dueTime();
  }

  claimed(state: Entered): void {
    this.#takeSlot();
    this.state = state;
    this.#note(state, false);
    this.endTime = null;
    this.due = null;
  }

  #takeSlot(): void {
    this.attempt += 1;
    this.fenceCounter += 1;
    this.isLeased = true;
  }

  #hasNoProcess(): boolean {
    const { type, state_details: details } = this.state;
    if (isTerminal(type)) return true;
    if (type === "SCHEDULED") return this.#policy.retryType !== "in_process";
    return type === "PAUSED" && details.pause_reschedule === true;
  }

  #dueTime(): string | null {
    const isWaiting = this.state.type === "SCHEDULED" && this.#policy.retryType !== "in_process";
    return isWaiting && this.fixed.hasDeployment ? this.state.state_details.scheduled_time! : null;
  }

  #keepTimes(state: Entered): void {
    if (state.type === "RUNNING" || isTerminal(state.type)) this.startTime ??= state.timestamp;
    this.endTime = isTerminal(state.type) ? (this.endTime ?? state.timestamp) : null;
  }

  #note({ id, type, name, timestamp }: Entered, is_forced: boolean): void {
    this.history.push({ id, type, name, timestamp, attempt: this.attempt, is_forced });
  }
}
