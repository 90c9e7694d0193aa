import { untilResumed } from "../engine/until-resumed.js";
import { currentContext } from "../run-context.js";
import type { OutputOf, StandardSchema } from "../standard-schema.js";
import { answerOf, askToPause, PAUSING, type PauseOptions, scopeFor } from "./ask-to-pause.js";

/** An hour, as Prefect has it. */
const DEFAULT_TIMEOUT_SECONDS = 3600;

/**
 * Pauses the flow run around the call and waits in its process, which keeps its slot, until it is resumed: with
 * `kedge flow-run resume`, `resume(id, input)`, or by anybody on the API. Resolves with the input that was asked for.
 *
 *     const { approve } = await pause({ input: z.object({ approve: z.boolean() }), timeoutSeconds: 600 });
 *
 * The run fails when nobody resumes it within `timeoutSeconds`, 3600 by default. Throws PAUSE_TIMED_OUT, CANNOT_PAUSE,
 * OUTSIDE_FLOW, INVALID_INPUT, NO_JSON_SCHEMA.
 */
export function pause(options?: PauseOptions<undefined>): Promise<void>;
export function pause<S extends StandardSchema>(options: PauseOptions<S>): Promise<OutputOf<S>>;
export async function pause(options: PauseOptions = {}): Promise<unknown> {
  const scope = scopeFor(currentContext().flowRun, "pause");
  const timed = { timeoutSeconds: DEFAULT_TIMEOUT_SECONDS, ...options };
  const made = await askToPause(scope, PAUSING, timed);
  if (made.state !== null) {
    scope.logger.info(`Paused; waiting up to ${timed.timeoutSeconds} s to be resumed`);
    await scope.pausing(() => untilResumed(scope));
    scope.logger.info("Resumed");
  }
  return answerOf(made, options);
}
