import { Completed } from "../../../states/index.js";
import { keepsResult, replayKey } from "../journal.js";
import { resultStoreOf } from "../result-store-of.js";
import type { TaskRun } from "../task-run.js";
import type { TaskStep } from "../task-step.js";

/**
 * In a flow that runs again from its start, after a suspend or for a retry, a task whose result was kept before is not run
 * again: its result is there, and it may have had effects.
 */
export const replay: TaskStep = async (run, next) => {
  if (run.flowRun === undefined || run.flowRun.incarnation === 1 || !keepsResult(run)) return next();
  const stored = await kept(run);
  if (stored === undefined) return next();
  return Completed({
    name: "Cached",
    message: "Completed in an earlier attempt of its flow.",
    data: stored.value,
  }).with({
    reference: stored.reference,
  });
};

async function kept(run: TaskRun) {
  const key = replayKey(run);
  if (key === undefined) return undefined;
  try {
    return await resultStoreOf(run).read(key);
  } catch (error) {
    // A record that cannot be read costs one execution, which replaces it.
    run.logger.warning(`The earlier result is not used: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
