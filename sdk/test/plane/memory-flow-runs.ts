import { nowMicros, nowTimestamp } from "../../src/clock.js";
import {
  defaultStateName,
  type FlowRun,
  FlowRunPolicy,
  formatMicros,
  isTerminal,
  microsOf,
  type State,
  type StateCreate,
  type TransitionResult,
  uuidv7,
} from "../../src/contract/index.js";

interface Entry {
  readonly run: FlowRun;
  readonly states: State[];
}

/** Flow runs and the few rules that an engine meets: retries, waiting, cancelling, the end. */
export class MemoryFlowRuns {
  readonly #entries = new Map<string, Entry>();
  readonly #onState: (run: FlowRun, state: State) => void;

  constructor(onState: (run: FlowRun, state: State) => void) {
    this.#onState = onState;
  }

  all(): FlowRun[] {
    return [...this.#entries.values()].map(({ run }) => run);
  }

  find(id: string): FlowRun | undefined {
    return this.#entries.get(id)?.run;
  }

  states(id: string): readonly State[] {
    return this.#entries.get(id)?.states ?? [];
  }

  create(fields: Partial<FlowRun> & Pick<FlowRun, "flow_id">, state: StateCreate): FlowRun {
    const now = nowTimestamp();
    const run = { ...BLANK, id: uuidv7(), created: now, updated: now, name: `run-${this.#entries.size}`, ...fields };
    this.#entries.set(run.id, { run, states: [] });
    this.set(run.id, state);
    return run;
  }

  set(id: string, { type, name, message, data, state_details }: StateCreate): State {
    const { run, states } = this.#entries.get(id)!;
    const state: State = {
      id: uuidv7(),
      type,
      name: name ?? defaultStateName(type),
      timestamp: nowTimestamp(),
      message: message ?? null,
      data: data ?? null,
      state_details: { ...state_details, flow_run_id: id },
    };
    states.push(state);
    Object.assign(run, { state, state_type: state.type, state_name: state.name });
    if (type === "RUNNING") run.run_count += 1;
    this.#onState(run, state);
    return state;
  }

  propose(id: string, proposed: StateCreate, force: boolean): TransitionResult {
    const run = this.find(id)!;
    const refusal = force ? undefined : this.#refusal(run, proposed);
    return refusal ?? { state: this.set(id, proposed), status: "ACCEPT", details: { type: "accept_details" } };
  }

  #refusal(run: FlowRun, proposed: StateCreate): TransitionResult | undefined {
    const current = run.state!;
    const { transition_id: transitionId } = proposed.state_details;
    if (transitionId && current.state_details.transition_id === transitionId) return rejected(current, "a repeat");
    if (isTerminal(current.type)) return aborted("This run has already finished.");
    if (current.type === "CANCELLING" && proposed.type !== "CANCELLED") return rejected(current, "being cancelled");
    const due = current.state_details.scheduled_time;
    const seconds = due == null ? 0 : Math.round((microsOf(due) - nowMicros()) / 1_000_000);
    if (proposed.type === "RUNNING" && seconds > 0) return delayed(seconds);
    const { retries, retry_delay } = run.empirical_policy;
    const retry = proposed.type === "FAILED" && current.type === "RUNNING" && run.run_count <= (retries ?? 0);
    return retry ? rejected(this.#awaitRetry(run, proposed, retry_delay ?? 0), "retry") : undefined;
  }

  #awaitRetry({ id }: FlowRun, { message, data, state_details }: StateCreate, delaySeconds: number): State {
    const details = { ...state_details, scheduled_time: formatMicros(nowMicros() + delaySeconds * 1_000_000) };
    return this.set(id, { type: "SCHEDULED", name: "AwaitingRetry", message, data, state_details: details });
  }
}

function rejected(state: State, reason: string): TransitionResult {
  return { state, status: "REJECT", details: { type: "reject_details", reason } };
}

function aborted(reason: string): TransitionResult {
  return { state: null, status: "ABORT", details: { type: "abort_details", reason } };
}

function delayed(seconds: number): TransitionResult {
  return { state: null, status: "WAIT", details: { type: "wait_details", delay_seconds: seconds, reason: "not due" } };
}

const BLANK = {
  state_id: null,
  deployment_id: null,
  deployment_version: null,
  work_queue_id: null,
  work_queue_name: null,
  work_pool_id: null,
  work_pool_name: null,
  flow_version: null,
  parameters: {},
  idempotency_key: null,
  context: {},
  empirical_policy: FlowRunPolicy.parse({}),
  tags: [],
  labels: {},
  parent_task_run_id: null,
  state_type: null,
  state_name: null,
  run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
  estimated_run_time: 0,
  estimated_start_time_delta: 0,
  auto_scheduled: false,
  infrastructure_document_id: null,
  infrastructure_pid: null,
  created_by: null,
  state: null,
  job_variables: null,
  attempt: 0,
} satisfies Partial<FlowRun>;
