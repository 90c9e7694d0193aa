import {
  Cancelled,
  CancelledRun,
  Crashed,
  CrashedRun,
  RunTimedOut,
  type State,
  Suspended,
  SuspendedRun,
  TimedOut,
} from "../../states/index.js";

/** The state of a run that was stopped, by the reason its signal was aborted with. */
export function stoppedState(reason: unknown): State {
  const message = reason instanceof Error ? reason.message : String(reason);
  if (reason instanceof RunTimedOut) return TimedOut({ message, error: reason });
  if (reason instanceof SuspendedRun) return Suspended({ message });
  if (reason instanceof CancelledRun) return Cancelled({ message, error: reason });
  return Crashed({ message, error: reason });
}

/** Why the runs inside a stopped run stop as well. */
export function inheritedReason(reason: unknown, of: string): Error {
  const message = reason instanceof Error ? reason.message : String(reason);
  return reason instanceof CrashedRun ? reason : new CancelledRun(`${of} was stopped: ${message}`);
}
