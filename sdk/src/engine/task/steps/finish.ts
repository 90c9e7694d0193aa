import { runHooks } from "../../hooks.js";
import type { TaskRun } from "../task-run.js";
import type { TaskStep } from "../task-step.js";

/** Sets the final state, remembers whose value the result is, and calls the hooks of that state. */
export const finish: TaskStep = async (run, next) => {
  const outcome = await next();
  // Stopped from outside meanwhile: that state stands, and what the function made of it comes too late.
  if (run.state?.isFinal() === true) return run.state;
  const state = run.record(outcome);
  rememberOrigin(run, state.value?.of);
  if (state.isCompleted()) run.logger.info(`Finished in state ${state.toString()}`);
  else run.logger.error(`Finished in state ${state.toString()}`);
  const hooks = state.isCompleted() ? run.definition.hooks.completed : run.definition.hooks.failed;
  if (hooks.length > 0 && (state.isCompleted() || state.isFailed())) {
    await runHooks(hooks, { run: run.info(), state, logger: run.logger, signal: run.abortSignal() });
  }
  return state;
};

function rememberOrigin(run: TaskRun, value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  run.flowRun?.origins.set(value, { kind: "task_run", id: run.id });
}
