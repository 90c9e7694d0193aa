import { PlaneError, PlaneUnreachableError } from "../../../client/index.js";
import { Crashed, RunAborted } from "../../../states/index.js";
import { describeError } from "../../failed-by.js";
import { propose } from "../propose.js";
import type { FlowStep } from "../flow-step.js";

/** An error of the engine itself, outside of the user's function: the run must not stay RUNNING for ever. */
export const reportCrash: FlowStep = async (run, next) => {
  try {
    return await next();
  } catch (error) {
    run.scope.close("it crashed");
    // The plane's own refusal is not a crash, and cannot be answered with another state.
    const isPlanes =
      error instanceof RunAborted || error instanceof PlaneError || error instanceof PlaneUnreachableError;
    run.logger.error("The run was given up:", error);
    if (!isPlanes) await propose(run, Crashed({ message: describeError(error), error }), true);
    throw error;
  }
};
