import { nowTimestamp } from "../../clock.js";
import {
  type BodyInputOf,
  setFlowRunState,
  type TransitionResult,
  TransitionStatus,
  uuidv7,
} from "../../contract/index.js";
import { RunAborted, type State, stateFromWire } from "../../states/index.js";
import { pause } from "../pause.js";
import type { SessionOutbox } from "../session-outbox.js";
import { canDecideAlone, decideAlone, untilRetryIsDue } from "./decide-alone.js";
import type { FlowRun } from "./flow-run.js";

type WireState = BodyInputOf<typeof setFlowRunState>["state"];

/**
 * Proposes a state and returns the one the run has afterwards: the proposed one, or the plane's choice (an AwaitingRetry
 * instead of a failure). Waits as long as the plane says to. Throws RunAborted when the plane refuses for good.
 */
export async function propose(run: FlowRun, state: State, force = false): Promise<State> {
  const transitionId = uuidv7();
  if (state.isRunning()) await untilRetryIsDue(run);
  for (;;) {
    const { outbox } = run.session;
    const wire = wireState(run, state, transitionId);
    const result = outbox === undefined ? await send(run, wire, force) : await report(run, outbox, wire, force);
    // Nobody to decide it; stopped while the plane had to be waited for.
    if (result === undefined)
      return run.stopSignal.aborted && !canDecideAlone(run, state.type) ? state : decideAlone(run, state);
    if (result.details.type === "wait_details") {
      await pause(result.details.delay_seconds, run.stopSignal);
      if (run.stopSignal.aborted) return state;
      continue;
    }
    if (result.status === TransitionStatus.ABORT || result.state === null) throw aborted(run, state, result);
    const decided = stateFromWire(result.state);
    const isOurs = result.status === TransitionStatus.ACCEPT || isRepeat(decided, state, transitionId);
    return isOurs ? state.with({ id: decided.id, timestamp: decided.timestamp, details: decided.details }) : decided;
  }
}

/** A repeat of a request whose answer was lost is rejected with the very state that the first one set. */
function isRepeat(decided: State, proposed: State, transitionId: string): boolean {
  return decided.type === proposed.type && decided.details.transition_id === transitionId;
}

function wireState(run: FlowRun, state: State, transitionId: string): WireState {
  const { type, name, message, reference, details } = state;
  return {
    type,
    name,
    message: message?.replaceAll("\0", "�") ?? null,
    data: reference,
    state_details: { ...details, flow_run_id: run.id, transition_id: transitionId },
  };
}

function send(run: FlowRun, state: WireState, force: boolean): Promise<TransitionResult> {
  return run.session.client.call(setFlowRunState, { params: { id: run.id }, body: { state, force } });
}

/** By way of the outbox: in its place behind everything that came before. Undefined when the plane is away. */
function report(
  run: FlowRun,
  outbox: SessionOutbox,
  state: WireState,
  force: boolean,
): Promise<TransitionResult | undefined> {
  const timestamp = nowTimestamp();
  const proposal = { kind: "flow_run_state" as const, flow_run_id: run.id, timestamp, state, force };
  return outbox.propose(run, proposal, !canDecideAlone(run, state.type));
}

function aborted(run: FlowRun, state: State, { details }: TransitionResult): RunAborted {
  const reason = "reason" in details ? details.reason : undefined;
  return new RunAborted(
    `The server refused to set flow run '${run.info.name}' to ${state.name}: ${reason ?? "no reason given"}`,
  );
}
