import { StateType } from "../../../contract/index.js";
import { runInContext } from "../../../run-context.js";
import { type FlowHook, runHooks } from "../../hooks.js";
import type { FlowRun } from "../flow-run.js";
import type { FlowStep } from "../flow-step.js";

/** Hooks of the final state, once the plane has it. */
export const finalHooks: FlowStep = async (run, next) => {
  const state = await next();
  run.logger[state.isCompleted() ? "info" : "error"](`Finished in state ${state.toString()}`);
  const hooks = hooksFor(run, state.type);
  if (hooks.length > 0) {
    const context = { run: run.info, state, logger: run.logger, signal: run.scope.signal };
    await runInContext({ flowRun: run.scope, taskRun: undefined, tags: run.info.tags }, () => runHooks(hooks, context));
  }
  return state;
};

function hooksFor(run: FlowRun, type: StateType): readonly FlowHook[] {
  const { hooks } = run.definition;
  if (type === StateType.COMPLETED) return hooks.completed;
  if (type === StateType.FAILED) return hooks.failed;
  if (type === StateType.CANCELLED || type === StateType.CANCELLING) return hooks.cancelled;
  return type === StateType.CRASHED ? hooks.crashed : [];
}
