import { formatMicros, microsOf, type Micros, type State, StateType, type Timestamp } from "kedge/contract";
import type { ProposedState } from "../orchestration/transition.js";

/** A run of which the plane noted that it has to see to it, as it stands now. */
export interface UnsettledRun {
  readonly name: string;
  readonly state: State;
  /** Whether a worker that renews its leases has it in its hands. */
  readonly isHeld: boolean;
  readonly now: Micros;
}

export interface Remainder {
  /** How the runs inside are to be ended; a part that is null is left alone. */
  readonly inside: InsideEnd;
  /** The state that the plane ends the run with itself. */
  readonly end: ProposedState | null;
  /** When to look again; null: nothing is left after this. */
  readonly again: Timestamp | null;
}

export interface InsideEnd {
  /** Task runs, and child flow runs in the same process: nobody works on them any more. */
  readonly inProcess: ProposedState | null;
  /** Child flow runs on infrastructure of their own. */
  readonly deployed: ProposedState | null;
}

const NOTHING_INSIDE: InsideEnd = { inProcess: null, deployed: null };
/** A worker that is alive tears down itself, however long that takes; it is looked at again for when it dies meanwhile. */
const LOOK_AGAIN_AFTER_MICROS = 60e6;

/**
 * What the plane has to do about a run because of the state it is in:
 *
 * | the run is  | itself                                            | children elsewhere | task runs, children in its process |
 * | ----------- | ------------------------------------------------- | ------------------ | ---------------------------------- |
 * | CANCELLING  | CANCELLED, if nobody has done it within the limit | are cancelled      | end with it                        |
 * | CANCELLED   |                                                   | are cancelled      | CANCELLED                          |
 * | CRASHED     |                                                   | go on              | CRASHED                            |
 * | PAUSED      | FAILED, once the pause's time is over             | go on              | go on                              |
 */
export function whatIsLeft(run: UnsettledRun, { cancelLimitSeconds }: { cancelLimitSeconds: number }): Remainder {
  const { state, now } = run;
  switch (state.type) {
    case StateType.CANCELLING:
      return {
        inside: { inProcess: null, deployed: cancelOf(run, "CANCELLING") },
        ...endOfCancel(run, cancelLimitSeconds),
      };
    case StateType.CANCELLED:
      return {
        inside: { inProcess: cancelOf(run, "CANCELLED"), deployed: cancelOf(run, "CANCELLING") },
        end: null,
        again: null,
      };
    case StateType.CRASHED:
      return { inside: { inProcess: crashOf(run), deployed: null }, end: null, again: null };
    case StateType.PAUSED:
      return { inside: NOTHING_INSIDE, ...endOfPause(state, now) };
    default:
      return { inside: NOTHING_INSIDE, end: null, again: null };
  }
}

function endOfCancel({ state, isHeld, now }: UnsettledRun, limitSeconds: number): Pick<Remainder, "end" | "again"> {
  const deadline = microsOf(state.timestamp) + limitSeconds * 1e6;
  if (now < deadline) return { end: null, again: formatMicros(deadline) };
  if (isHeld) return { end: null, again: formatMicros(now + LOOK_AGAIN_AFTER_MICROS) };
  const message = `The run was cancelled. Nobody reported within ${limitSeconds} s that it has stopped.`;
  return { end: { type: "CANCELLED", name: "Cancelled", message, data: null, details: {} }, again: null };
}

function endOfPause(
  { state_details: { pause_timeout: timeout } }: State,
  now: Micros,
): Pick<Remainder, "end" | "again"> {
  if (timeout == null) return { end: null, again: null };
  if (now < microsOf(timeout)) return { end: null, again: timeout };
  const message = "The flow was paused and never resumed.";
  return { end: { type: "FAILED", name: "Failed", message, data: null, details: {} }, again: null };
}

function cancelOf({ name, state }: UnsettledRun, type: "CANCELLING" | "CANCELLED"): ProposedState {
  const by = state.state_details.cancelled_by;
  return {
    type,
    name: type === "CANCELLING" ? "Cancelling" : "Cancelled",
    message: `Its parent flow run '${name}' was cancelled.`,
    data: null,
    details: by == null ? {} : { cancelled_by: by },
  };
}

function crashOf({ name }: UnsettledRun): ProposedState {
  const message = `Its parent flow run '${name}' crashed.`;
  return { type: "CRASHED", name: "Crashed", message, data: null, details: {} };
}

/** Whether the commit of such a state notes the run for the plane to see to: see `note-unsettled.ts`. */
export function leavesWork(type: string | null): boolean {
  return type === "PAUSED" || type === "CANCELLING" || type === "CANCELLED" || type === "CRASHED";
}
