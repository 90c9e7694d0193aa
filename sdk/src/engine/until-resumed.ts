import { readFlowRun, StateType } from "../contract/index.js";
import { KedgeError } from "../errors.js";
import { CancelledRun } from "../states/index.js";
import type { FlowRunScope } from "./flow/flow-run-scope.js";
import { pause } from "./pause.js";

const POLL_SECONDS = 1;

/** Waits while the run is paused. Throws PAUSE_TIMED_OUT, CANCELLED_RUN, and what the run's signal is aborted with. */
export async function untilResumed(scope: FlowRunScope): Promise<void> {
  for (;;) {
    const { state } = await scope.session.client.call(readFlowRun, { params: { id: scope.info.id } });
    switch (state?.type) {
      case StateType.PAUSED:
        break;
      case StateType.RUNNING:
        return;
      case StateType.CANCELLING:
      case StateType.CANCELLED:
        throw new CancelledRun("The run was cancelled while it was paused.");
      default:
        throw new KedgeError("PAUSE_TIMED_OUT", state?.message ?? "The flow was paused and never resumed.");
    }
    await pause(POLL_SECONDS, scope.signal);
    scope.signal.throwIfAborted();
  }
}
