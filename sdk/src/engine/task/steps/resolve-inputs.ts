import type { TaskInputs } from "../../../contract/index.js";
import { argumentName } from "../../../arguments/parameter-names.js";
import { NotReady, type State } from "../../../states/index.js";
import { Inputs } from "../../inputs.js";
import type { TaskRun } from "../task-run.js";
import type { TaskStep } from "../task-step.js";

/** Waits for the runs that the arguments (and `waitFor`) come from. If one did not complete, this one never starts. */
export const resolveInputs: TaskStep = async (run, next) => {
  const inputs = new Inputs(run.options.args);
  const others = run.options.waitFor.length === 0 ? undefined : new Inputs([run.options.waitFor]);
  if (inputs.mustWait || others?.mustWait === true) {
    const blocking = await awaitBoth(run, inputs, others);
    if (blocking !== undefined) return run.record(notReady(blocking));
  }
  run.args = inputs.values();
  run.inputs = taskInputs(run, inputs, others);
  return next();
};

async function awaitBoth(run: TaskRun, inputs: Inputs, others: Inputs | undefined) {
  const settled = Promise.all([inputs.settle(), others?.settle()]);
  const [blocked, blockedOther] = await (run.slot?.whileWaiting(settled) ?? settled);
  return blocked ?? blockedOther;
}

function notReady({ label, state }: { label: string; state: State }): State {
  return NotReady(`Upstream ${label} did not reach a 'COMPLETED' state: it is ${state.toString()}.`);
}

/** The edges of the run graph: by argument, the runs whose futures or results it is. */
function taskInputs(run: TaskRun, inputs: Inputs, others: Inputs | undefined): TaskInputs {
  const edges: TaskInputs = {};
  const add = (name: string, id: string, kind: "task_run" | "flow_run") =>
    (edges[name] ??= []).push({ input_type: kind, id });
  run.args.forEach((value, index) => {
    const name = argumentName(run.definition.parameterNames, index);
    const tracked = typeof value === "object" && value !== null ? run.flowRun?.origins.get(value) : undefined;
    const origins = inputs.origins(index);
    for (const { id, kind } of origins.length === 0 && tracked !== undefined ? [tracked] : origins) add(name, id, kind);
  });
  for (const { id, kind } of others?.origins(0) ?? []) add("wait_for", id, kind);
  return edges;
}
