import { StateType } from "../../contract/index.js";
import { runInContext } from "../../run-context.js";
import type { State } from "../../states/index.js";
import { type FlowHook, runHooks } from "../hooks.js";
import type { FlowRun } from "./flow-run.js";

/** Runs the hooks that belong to a final state, in the run's own context. */
export async function callFinalHooks(run: FlowRun, state: State): Promise<void> {
  const hooks = hooksFor(run, state.type);
  if (hooks.length === 0) return;
  const context = { run: run.info, state, logger: run.logger, signal: run.scope.signal };
  await runInContext({ flowRun: run.scope, taskRun: undefined, tags: run.info.tags }, () => runHooks(hooks, context));
}

function hooksFor(run: FlowRun, type: StateType): readonly FlowHook[] {
  const { hooks } = run.definition;
  if (type === StateType.COMPLETED) return hooks.completed;
  if (type === StateType.FAILED) return hooks.failed;
  if (type === StateType.CANCELLED || type === StateType.CANCELLING) return hooks.cancelled;
  return type === StateType.CRASHED ? hooks.crashed : [];
}
