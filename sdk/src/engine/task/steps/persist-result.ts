import { failedBy } from "../../failed-by.js";
import { journalKey, keepsResult } from "../journal.js";
import { resultStoreOf } from "../result-store-of.js";
import type { TaskStep } from "../task-step.js";

/** Keeps the result of a completed run where asked to; cached results are kept by the cache. */
export const persistResult: TaskStep = async (run, next) => {
  const state = await next();
  if (!keepsResult(run) || !state.isCompleted() || state.reference !== null) return state;
  try {
    return state.with({ reference: await resultStoreOf(run).write(journalKey(run), state.value?.of) });
  } catch (error) {
    // Losing a result that was asked for is a failure, not a warning: a later retry would not find it.
    return failedBy("Task run", error);
  }
};
