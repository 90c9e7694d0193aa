import type { FlowRunRules } from "./flow-run-snapshot.js";
import { copyScheduledTime } from "./rules/copy-scheduled-time.js";
import { cancelAtOnceWithoutInfrastructure } from "./rules/flow-run/cancel-at-once-without-infrastructure.js";
import { handBackToWorkers } from "./rules/flow-run/hand-back-to-workers.js";
import { handlePausing } from "./rules/flow-run/handle-pausing.js";
import { handleResuming } from "./rules/flow-run/handle-resuming.js";
import { handleTerminalTransitions } from "./rules/flow-run/handle-terminal-transitions.js";
import { onePendingAtATime } from "./rules/flow-run/one-pending-at-a-time.js";
import { onlyCancelledAfterCancelling } from "./rules/flow-run/only-cancelled-after-cancelling.js";
import { onlyScheduledRunsAreLate } from "./rules/flow-run/only-scheduled-runs-are-late.js";
import { retryFailedFlows } from "./rules/flow-run/retry-failed-flows.js";
import { rememberWhoCancelled } from "./rules/flow-run/remember-who-cancelled.js";
import { startLostRunAnew } from "./rules/flow-run/start-lost-run-anew.js";
import { takeSlot } from "./rules/flow-run/take-slot.js";
import { preventDuplicateTransitions } from "./rules/prevent-duplicate-transitions.js";
import { preventResultLoss } from "./rules/prevent-result-loss.js";
import { waitForScheduledTime } from "./rules/wait-for-scheduled-time.js";

/**
 * The rules of a flow run, in the order in which they are asked:
 * repeats first, for they are no new transitions; then what protects an end or a cancel that has been promised; then
 * what guards the start; the rules that replace a state by another one last.
 */
export const FLOW_RUN_POLICY: FlowRunRules = [
  preventDuplicateTransitions,
  preventResultLoss,
  handBackToWorkers,
  handleTerminalTransitions,
  onlyCancelledAfterCancelling,
  rememberWhoCancelled,
  cancelAtOnceWithoutInfrastructure,
  onePendingAtATime,
  takeSlot,
  onlyScheduledRunsAreLate,
  handlePausing,
  handleResuming,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedFlows,
  startLostRunAnew,
];

/** What holds even for a forced state, and for the state that a run is created with. */
export const FORCED_FLOW_RUN_POLICY: FlowRunRules = [
  preventResultLoss,
  rememberWhoCancelled,
  cancelAtOnceWithoutInfrastructure,
  handBackToWorkers,
];
