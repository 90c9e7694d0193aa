import { setFlowRunState, type TransitionResult, TransitionStatus, uuidv7 } from "../../contract/index.js";
import { RunAborted, type State, stateFromWire } from "../../states/index.js";
import { pause } from "../pause.js";
import type { FlowRun } from "./flow-run.js";

/**
 * Proposes a state and returns the one the run has afterwards: the proposed one, or the plane's choice (an AwaitingRetry
 * instead of a failure). Waits as long as the plane says to. Throws RunAborted when the plane refuses for good.
 */
export async function propose(run: FlowRun, state: State, force = false): Promise<State> {
  const transitionId = uuidv7();
  for (;;) {
    const result = await send(run, state, transitionId, force);
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

function send(run: FlowRun, state: State, transitionId: string, force: boolean): Promise<TransitionResult> {
  const { type, name, message, reference, details } = state;
  return run.session.client.call(setFlowRunState, {
    params: { id: run.id },
    body: {
      state: {
        type,
        name,
        message: message?.replaceAll("\0", "�") ?? null,
        data: reference,
        state_details: { ...details, flow_run_id: run.id, transition_id: transitionId },
      },
      force,
    },
  });
}

function aborted(run: FlowRun, state: State, { details }: TransitionResult): RunAborted {
  const reason = "reason" in details ? details.reason : undefined;
  return new RunAborted(
    `The server refused to set flow run '${run.info.name}' to ${state.name}: ${reason ?? "no reason given"}`,
  );
}
