import { errorText } from "../../../logging/index.js";
import { runInContext } from "../../../run-context.js";
import { CancelledRun, SuspendedRun } from "../../../states/index.js";
import { failedBy } from "../../failed-by.js";
import { settleValue } from "../../settle.js";
import type { FlowRun } from "../flow-run.js";
import type { FlowStep } from "../flow-step.js";
import { stoppedState } from "../stopped.js";

/** Calls the user's function inside its run; what it returns or throws becomes a state. */
export const callFunction: FlowStep = async (run) => {
  try {
    return await settleValue(await callInRun(run));
  } catch (error) {
    if (error instanceof SuspendedRun) return stoppedState(error);
    // Asked for from outside: where the function was at that moment is nothing to look into.
    if (error instanceof CancelledRun) run.logger.warn(error.message);
    else run.logger.error("Encountered exception during execution:", errorText(error));
    return failedBy("Flow run", error);
  }
};

function callInRun(run: FlowRun): unknown {
  const { scope, definition, args, info } = run;
  return runInContext({ flowRun: scope, taskRun: undefined, tags: info.tags }, () => definition.fn(...args));
}
