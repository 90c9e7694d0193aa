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
  TimedOut,
} from "./factories.js";
export {
  CancelledRun,
  CrashedRun,
  FailedRun,
  MissingResult,
  RunAborted,
  RunTimedOut,
  UnfinishedRun,
} from "./run-errors.js";
export { errorOf, isState, type ResultReference, State, stateFromWire, valueOf } from "./state.js";
