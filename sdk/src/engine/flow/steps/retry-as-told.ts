import { Cancelled, type State } from "../../../states/index.js";
import type { FlowRun } from "../flow-run.js";
import type { FlowStep } from "../flow-step.js";
import { propose } from "../propose.js";
import { stoppedState } from "../stopped.js";

/**
 * Proposes how an attempt ended. The plane decides about retries: it answers a failure with AwaitingRetry, and the same
 * process then asks to run again. The plane says how long to wait, so that only its clock counts.
 */
export const retryAsTold: FlowStep = async (run, next) => {
  for (;;) {
    const outcome = run.stopSignal.aborted ? stoppedState(run.stopSignal.reason) : await next();
    // Decided by the plane already, when it did not let the attempt begin.
    if (outcome.id !== undefined && outcome.isFinal()) return outcome;
    // Suspended: the plane has that state, and the run goes on in another process.
    if (outcome.isPaused()) return outcome;
    const decided = await conclude(run, outcome);
    if (!decided.isScheduled()) return decided;
    run.logger.info(
      `Received non-final state '${decided.name}' when proposing final state '${outcome.name}' and will attempt to run again...`,
    );
  }
};

async function conclude(run: FlowRun, outcome: State): Promise<State> {
  // Whoever sees the flow run finished must find its task runs finished as well.
  await run.session.recorder.flush();
  const decided = await propose(run, outcome, outcome.isCrashed());
  if (!decided.isCancelling()) return decided;
  return propose(run, Cancelled({ message: "The run was cancelled while it finished." }));
}
