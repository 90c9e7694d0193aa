import { errorText } from "../../../logging/index.js";
import { formatMicros } from "../../../contract/index.js";
import { nowMicros } from "../../../clock.js";
import { AwaitingRetry, errorOf, Retrying, type State } from "../../../states/index.js";
import { isFinalFailure } from "../../../retries/abort-retry.js";
import { retryDelaySeconds } from "../../../retries/retry-delay.js";
import { heldUp } from "../../held-up.js";
import { pause } from "../../pause.js";
import type { TaskRun } from "../task-run.js";
import type { TaskStep } from "../task-step.js";

/** Runs the rest again while it fails and retries remain. Exceptions, timeouts and returned Failed states are retried. */
export const retry: TaskStep = async (run, next) => {
  for (let attempt = 1; ; attempt++) {
    const state = await next();
    if (!state.isFailed() || run.state?.isFinal() === true) return state;
    const refusal = await whyNoRetry(run, state, attempt);
    if (refusal !== undefined) {
      run.logger.error(`Task run failed with exception: ${state.message} - ${refusal}`, errorText(errorOf(state)));
      return state;
    }
    await waitForRetry(run, state, attempt);
    if (isStopped(run)) return state;
    const held = await heldUp(run.flowRun, "Task run");
    if (held !== undefined) return held;
    run.record(Retrying());
  }
};

function isStopped(run: TaskRun): boolean {
  return run.flowRun?.signal.aborted === true;
}

async function whyNoRetry(run: TaskRun, state: State, attempt: number): Promise<string | undefined> {
  const { retries, retryCondition } = run.definition;
  if (attempt > retries) return retries === 0 ? "No retries configured for this task." : "Retries are exhausted";
  const error = errorOf(state);
  if (isFinalFailure(error)) return "It asked not to be retried";
  if (isStopped(run)) return "Its flow run is being stopped";
  if (retryCondition === undefined) return undefined;
  try {
    return (await retryCondition({ error, attempt })) ? undefined : "retryConditionFn decided against a retry";
  } catch (conditionError) {
    return `retryConditionFn threw ${String(conditionError)}, so it is not retried`;
  }
}

async function waitForRetry(run: TaskRun, state: State, attempt: number): Promise<void> {
  const { retries, retryDelay, retryJitterFactor } = run.definition;
  const seconds = retryDelaySeconds(retryDelay, retryJitterFactor, { attempt, error: errorOf(state) }, Math.random);
  run.logger.info(
    `Task run failed with exception: ${state.message} - Retry ${attempt}/${retries} will start ${
      seconds > 0 ? `${seconds} second(s) from now` : "immediately"
    }`,
  );
  if (seconds <= 0) return;
  run.record(AwaitingRetry(formatMicros(nowMicros() + Math.round(seconds * 1_000_000)), state.message ?? undefined));
  const paused = pause(seconds, run.flowRun?.signal);
  await (run.slot?.whileWaiting(paused) ?? paused);
}
