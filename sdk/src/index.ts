export { flow, type Flow, type FlowCallOptions, type FlowOptions, isFlow } from "./flow.js";
export { task, type Task, type TaskCallOptions, type TaskOptions } from "./task.js";
export { MapRun } from "./map-run.js";
export { asCompleted, type FinishedRun, type TaskFuture, wait, type WaitOptions } from "./futures.js";
export {
  type AllowFailure,
  allowFailure,
  type Raw,
  raw,
  type Settled,
  type Unmapped,
  unmapped,
} from "./arguments/marks.js";
export type { Input, Inputs, Mapped } from "./inputs-of.js";
export { captureContext, withTags } from "./run-context.js";
export { abortSignal, getRunLogger, runtime } from "./runtime.js";
export type { Logger } from "./logging/index.js";
export { taskInputHash } from "./cache/task-input-hash.js";
export type { CacheKeyContext, RetryContext, RetryDelay } from "./engine/definition.js";
export type { FlowHook, FlowRunInfo, HookContext, TaskHook, TaskRunInfo } from "./engine/hooks.js";
export { exponential, type ExponentialOptions } from "./retries/retry-delay.js";
export { abortRetry } from "./retries/abort-retry.js";
export { fileStorage, NotSerializable, type ResultStorage } from "./results/index.js";
export type { StandardSchema } from "./standard-schema.js";
export {
  Cancelled,
  CancelledRun,
  Completed,
  Crashed,
  CrashedRun,
  Failed,
  FailedRun,
  isState,
  MissingResult,
  RunAborted,
  RunTimedOut,
  State,
  SuspendedRun,
  UnfinishedRun,
} from "./states/index.js";
export {
  type Message,
  pause,
  type PauseOptions,
  receive,
  type ReceiveOptions,
  resume,
  send,
  type SendOptions,
  suspend,
} from "./interaction/index.js";
export { PlaneError, PlaneUnreachableError } from "./client/index.js";
export { KedgeError } from "./errors.js";
