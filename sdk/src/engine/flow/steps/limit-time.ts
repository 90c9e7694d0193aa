import { RunTimedOut } from "../../../states/index.js";
import { interruptible } from "../../interruptible.js";
import type { FlowStep } from "../flow-step.js";
import { stoppedState } from "../stopped.js";

/** Ends an attempt that takes too long, or whose run is stopped from outside. */
export const limitTime: FlowStep = async (run, next) => {
  const { scope } = run;
  const { timeoutSeconds } = run.definition;
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          scope.abort(new RunTimedOut(`Flow run exceeded timeout of ${timeoutSeconds} second(s)`));
        }, timeoutSeconds * 1000);
  try {
    const state = await interruptible(next(), scope.signal);
    if (state !== undefined && !scope.signal.aborted) return state;
    return stoppedState(scope.signal.reason);
  } finally {
    clearTimeout(timer);
  }
};
