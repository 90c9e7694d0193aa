import { callFinalHooks } from "../call-final-hooks.js";
import type { FlowStep } from "../flow-step.js";

/** Hooks of the final state, once the plane has it. */
export const finalHooks: FlowStep = async (run, next) => {
  const state = await next();
  if (state.isPaused()) return state;
  run.logger[state.isCompleted() ? "info" : "error"](`Finished in state ${state.toString()}`);
  await callFinalHooks(run, state);
  return state;
};
