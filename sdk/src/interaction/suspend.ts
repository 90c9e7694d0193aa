import { currentContext } from "../run-context.js";
import { KedgeError } from "../errors.js";
import type { OutputOf, StandardSchema } from "../standard-schema.js";
import { SuspendedRun } from "../states/index.js";
import { answerOf, askToPause, type PauseOptions, scopeFor, SUSPENDING } from "./ask-to-pause.js";

/**
 * Suspends the flow run around the call: its process ends and its slot is free. When it is resumed, a worker starts it again
 * from the top; this call then resolves with the input that was asked for. Tasks that completed before are not run again
 * where their results were kept (`persistResult: true` on the flow or the task), and the others are.
 *
 *     const { approve } = await suspend({ input: z.object({ approve: z.boolean() }) });
 *
 * Without `timeoutSeconds` it waits for ever. It ends the run by throwing SUSPENDED_RUN: let that pass. Only for runs of
 * deployments, not in tasks and not in child flows. Throws CANNOT_SUSPEND, OUTSIDE_FLOW, INVALID_INPUT, NO_JSON_SCHEMA.
 */
export function suspend(options?: PauseOptions<undefined>): Promise<void>;
export function suspend<S extends StandardSchema>(options: PauseOptions<S>): Promise<OutputOf<S>>;
export async function suspend(options: PauseOptions = {}): Promise<unknown> {
  const { flowRun, taskRun } = currentContext();
  if (taskRun !== undefined) {
    throw new KedgeError("CANNOT_SUSPEND", `Task run '${taskRun.name}' called suspend(), which only a flow can.`, {
      hint: "Call it in the flow, between its tasks.",
    });
  }
  const scope = scopeFor(flowRun, "suspend");
  const made = await askToPause(scope, SUSPENDING, options);
  if (made.state === null) return answerOf(made, options);
  const kept =
    scope.persistResult === true ? "" : " Results of its tasks were not kept (persistResult), so they run again.";
  scope.logger.info(`Suspended; a worker starts it again when it is resumed.${kept}`);
  // The signal ends the attempt even if the function catches what is thrown here.
  const reason = new SuspendedRun("The run is suspended.");
  scope.abort(reason);
  throw reason;
}
