import { currentContext, runInContext } from "../../../run-context.js";
import { failedBy } from "../../failed-by.js";
import { capturePrints } from "../../log-prints.js";
import { settleValue } from "../../settle.js";
import type { TaskRun } from "../task-run.js";
import type { TaskStep } from "../task-step.js";

/** Calls the user's function inside its run; what it returns or throws becomes a state. */
export const callFunction: TaskStep = async (run) => {
  if (run.logPrints) capturePrints();
  try {
    return await settleValue(await callInRun(run));
  } catch (error) {
    return failedBy("Task run", error);
  }
};

function callInRun(run: TaskRun): unknown {
  const { flowRun, definition, args } = run;
  return runInContext({ flowRun, taskRun: run, tags: currentContext().tags }, () => definition.fn(...args));
}
