import { fileBeingLoaded } from "../../entrypoint/loading.js";
import { RunFuture } from "../../futures.js";
import { currentContext } from "../../run-context.js";
import { Failed, isState, type State, valueOf } from "../../states/index.js";
import { describeError } from "../failed-by.js";
import type { FlowRun } from "./flow-run.js";
import { type FlowCall, runFlow } from "./run-flow.js";

/**
 * Starts a called flow. Outside of flows the call is an ordinary promise. Inside one it is also accounted for by the parent,
 * which waits for it at its end when nobody else does.
 */
export function startFlow(call: FlowCall & { readonly returnState?: boolean | undefined }): Promise<unknown> {
  const parent = currentContext().flowRun;
  const file = fileBeingLoaded();
  if (file !== undefined && parent === undefined) return notWhileLoading(call.definition.name, file);
  if (parent === undefined) return runFlow(call).then((state) => (call.returnState === true ? state : valueOf(state)));
  let child: FlowRun | undefined;
  const future = new RunFuture<unknown>({
    kind: "flow_run",
    runId: () => child?.id ?? "(not created yet)",
    label: `flow run of '${call.definition.name}'`,
    queued: false,
    detached: false,
    hasStarted: () => true,
    abandon: () => undefined,
  });
  parent.open.add(future);
  void runFlow({ ...call, onCreated: (run) => (child = run) })
    // The child could not be run at all: that is its outcome for the parent.
    .catch((error: unknown) => Failed({ message: describeError(error), error }))
    .then((state) => {
      rememberOrigin(state, child, parent.origins);
      future.settle(state);
      if (state.isCompleted()) parent.open.delete(future);
    });
  if (call.returnState !== true) return future;
  future.observe();
  return future.settled();
}

/** As Prefect has it: the call is left out with a warning, so that a file which calls its flow at its end can be deployed. */
function notWhileLoading(name: string, file: string): Promise<undefined> {
  process.stderr.write(
    `Warning: ${file} calls its flow '${name}' while it is being loaded; the call is left out. ` +
      "To keep it for when the file is run by hand, write: " +
      `if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await ${name}(...)\n`,
  );
  return Promise.resolve(undefined);
}

function rememberOrigin(
  state: State,
  child: FlowRun | undefined,
  origins: WeakMap<object, { kind: "flow_run" | "task_run"; id: string }>,
): void {
  const value = state.value?.of;
  if (child === undefined || typeof value !== "object" || value === null || isState(value)) return;
  origins.set(value, { kind: "flow_run", id: child.id });
}
