import type { State } from "../states/index.js";
import { failedBy } from "./failed-by.js";
import type { FlowRunScope } from "./flow/flow-run-scope.js";

/**
 * While a flow run is paused from outside nothing begins in it. Resolves when it may, with a state if it must not any more.
 * Undefined, and not a promise, as long as nothing is paused: a task of a thousand waits for no turn of the event loop.
 */
export function heldUp(
  scope: FlowRunScope | undefined,
  kind: "Task run" | "Flow run",
): Promise<State | undefined> | undefined {
  return scope?.held()?.then(
    () => undefined,
    (error: unknown) => failedBy(kind, error),
  );
}
