import { RunTimedOut, TimedOut } from "../../../states/index.js";
import { interruptible } from "../../interruptible.js";
import type { TaskStep } from "../task-step.js";

/** Ends an attempt that takes longer than `timeoutSeconds`. No timer is made for tasks without one. */
export const limitTime: TaskStep = async (run, next) => {
  const { timeoutSeconds } = run.definition;
  if (timeoutSeconds === undefined) return next();
  const timeout = new AbortController();
  const parent = run.flowRun?.signal;
  run.signal = parent === undefined ? timeout.signal : AbortSignal.any([parent, timeout.signal]);
  const message = `Task run exceeded timeout of ${timeoutSeconds} second(s)`;
  const timer = setTimeout(() => timeout.abort(new RunTimedOut(message)), timeoutSeconds * 1000);
  try {
    const state = await interruptible(next(), timeout.signal);
    return timeout.signal.aborted ? TimedOut({ message, error: timeout.signal.reason }) : state!;
  } finally {
    clearTimeout(timer);
    run.signal = undefined;
  }
};
