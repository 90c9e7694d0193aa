export { aggregate } from "./aggregate.js";
export {
  AwaitingRetry,
  Cancelled,
  Completed,
  Crashed,
  Failed,
  NotReady,
  Pending,
  Retrying,
  Running,
  Suspended,
  TimedOut,
} from "./factories.js";
export {
  CancelledRun,
  CrashedRun,
  FailedRun,
  MissingResult,
  RunAborted,
  RunTimedOut,
  SuspendedRun,
  UnfinishedRun,
} from "./run-errors.js";
export { errorOf, isState, type ResultReference, State, stateFromWire, valueOf } from "./state.js";
