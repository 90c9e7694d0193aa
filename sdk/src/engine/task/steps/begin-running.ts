import { Running } from "../../../states/index.js";
import { runHooks } from "../../hooks.js";
import type { TaskStep } from "../task-step.js";

export const beginRunning: TaskStep = async (run, next) => {
  const state = run.record(Running());
  const { running } = run.definition.hooks;
  if (running.length > 0) {
    await runHooks(running, { run: run.info(), state, logger: run.logger, signal: run.abortSignal() });
  }
  return next();
};
