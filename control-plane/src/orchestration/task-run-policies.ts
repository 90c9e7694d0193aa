import { copyScheduledTime } from "./rules/copy-scheduled-time.js";
import { copyParametersId } from "./rules/task/copy-parameters-id.js";
import { enterIntoCache } from "./rules/task/enter-into-cache.js";
import { handleTerminalTransitions } from "./rules/task/handle-terminal-transitions.js";
import { onePendingAtATime } from "./rules/task/one-pending-at-a-time.js";
import { onlyInRunningFlows } from "./rules/task/only-in-running-flows.js";
import { renameReruns } from "./rules/task/rename-reruns.js";
import { retryFailedTasks } from "./rules/task/retry-failed-tasks.js";
import { takeFromCache } from "./rules/task/take-from-cache.js";
import { trackFlowRunAttempt } from "./rules/task/track-flow-run-attempt.js";
import { waitForScheduledTime } from "./rules/wait-for-scheduled-time.js";
import type { TaskRunRules } from "./task-run-snapshot.js";

/**
 * The rules of a task run that the plane orchestrates, in the order in which they are asked: a cached result first, for
 * then nothing runs at all; then what protects an end and guards a start; what renames or replaces a state last.
 */
export const TASK_RUN_POLICY: TaskRunRules = [
  takeFromCache,
  handleTerminalTransitions,
  onlyInRunningFlows,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedTasks,
  renameReruns,
  trackFlowRunAttempt,
  enterIntoCache,
];

/** For tasks that a worker of their own runs in the background, outside of their flow's process: they are claimed by PENDING. */
export const BACKGROUND_TASK_RUN_POLICY: TaskRunRules = [
  onePendingAtATime,
  takeFromCache,
  handleTerminalTransitions,
  copyScheduledTime,
  copyParametersId,
  waitForScheduledTime,
  retryFailedTasks,
  renameReruns,
  trackFlowRunAttempt,
  enterIntoCache,
];

/** Nothing holds for a forced state, and for the one that a task run is created with. */
export const FORCED_TASK_RUN_POLICY: TaskRunRules = [];
