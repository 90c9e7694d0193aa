import { storageKey } from "../../../results/index.js";
import { failedBy } from "../../failed-by.js";
import type { FlowStep } from "../flow-step.js";

/** Keeps the result of a completed run where asked to; only its reference goes to the plane. */
export const persistResult: FlowStep = async (run, next) => {
  const state = await next();
  if (run.scope.persistResult !== true || !state.isCompleted() || state.reference !== null) return state;
  try {
    return state.with({ reference: await run.results.write(storageKey(run.id), state.value?.of) });
  } catch (error) {
    // Losing a result that was asked for is a failure, not a warning.
    return failedBy("Flow run", error);
  }
};
