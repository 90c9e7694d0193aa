import { failedBy } from "../../failed-by.js";
import { stoppedState } from "../../flow/stopped.js";
import type { TaskRun } from "../task-run.js";
import type { TaskStep } from "../task-step.js";

/** A task run with tags that have a limit begins when it has a slot of each, and holds them to its end. */
export const takeSlots: TaskStep = async (run, next) => {
  const waiting = run.tags.length === 0 ? undefined : take(run);
  if (waiting === undefined) return next();
  let giveBack: () => Promise<void>;
  try {
    giveBack = await waiting;
  } catch (error) {
    const signal = run.abortSignal();
    return signal.aborted ? stoppedState(signal.reason) : failedBy("Task run", error);
  }
  try {
    return await next();
  } finally {
    await giveBack();
  }
};

function take(run: TaskRun): Promise<() => Promise<void>> | undefined {
  return run.session.tagSlots.take({
    taskRunId: run.id,
    tags: run.tags,
    signal: run.abortSignal(),
    onWait: (why) => run.logger.info(`Waiting for a slot: ${why}`),
    onLost: (why) => run.logger.warning(`It goes on without its slot: ${why}`),
  });
}
