import { formatMicros, StateType, uuidv7 } from "../../contract/index.js";
import { nowMicros, nowTimestamp } from "../../clock.js";
import { AwaitingRetry, type State } from "../../states/index.js";
import { pause } from "../pause.js";
import type { FlowRun } from "./flow-run.js";
import { retryPolicy } from "./retry-policy.js";

/**
 * Whether the plane's rules would say the same whatever else they know: how an attempt ends, and that one begins which follows
 * from an end that was decided here. A first attempt waits for the plane: until it has agreed, the run may be another's.
 */
export function canDecideAlone(run: FlowRun, type: StateType): boolean {
  if (type === StateType.RUNNING) return run.info.runCount > 0;
  return ENDS.has(type);
}

const ENDS: ReadonlySet<StateType> = new Set([
  StateType.COMPLETED,
  StateType.FAILED,
  StateType.CRASHED,
  StateType.CANCELLED,
]);

/** What the plane would have answered. It hears of it with the time at which it happened, and judges it by the same rules. */
export function decideAlone(run: FlowRun, state: State): State {
  const { retries, retry_delay: delaySeconds } = retryPolicy(run.definition);
  if (!state.isFailed() || run.info.runCount > retries) {
    return state.with({ id: uuidv7(), timestamp: nowTimestamp() });
  }
  run.retryDue = performance.now() + delaySeconds * 1000;
  const due = formatMicros(nowMicros() + delaySeconds * 1_000_000);
  return AwaitingRetry(due, state.message ?? undefined).with({ id: uuidv7(), timestamp: nowTimestamp() });
}

/** A retry that was decided here begins no earlier than the plane would have let it. */
export async function untilRetryIsDue(run: FlowRun): Promise<void> {
  if (run.retryDue === undefined) return;
  const millis = run.retryDue - performance.now();
  run.retryDue = undefined;
  if (millis > 0) await pause(millis / 1000, run.stopSignal);
}
