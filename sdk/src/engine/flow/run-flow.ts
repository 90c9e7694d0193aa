import type { TaskInputs } from "../../contract/index.js";
import { argumentName } from "../../arguments/parameter-names.js";
import { currentContext } from "../../run-context.js";
import { NotReady, type State } from "../../states/index.js";
import { currentSession } from "../current-session.js";
import type { FlowDefinition } from "../definition.js";
import { Inputs } from "../inputs.js";
import { supervised } from "../supervise.js";
import { adoptRun } from "./adopt-run.js";
import { createRun } from "./create-run.js";
import { carryOut } from "./flow-pipeline.js";
import type { FlowRun } from "./flow-run.js";
import type { FlowRunScope } from "./flow-run-scope.js";
import { inheritedReason } from "./stopped.js";
import { trackInParent } from "./track-in-parent.js";

export interface FlowCall {
  readonly definition: FlowDefinition;
  readonly args: readonly unknown[];
  readonly tags?: readonly string[] | undefined;
  readonly waitFor?: readonly unknown[] | undefined;
  readonly runName?: string | undefined;
  /** Told as soon as the run has an id. */
  readonly onCreated?: ((run: FlowRun) => void) | undefined;
}

/** Runs a flow that was called: in its own right, or as a child of the flow around the call. */
export async function runFlow(call: FlowCall): Promise<State> {
  const context = currentContext();
  const parent = context.flowRun;
  parent?.assertOpen();
  const inputs = new Inputs(call.args);
  const others = new Inputs([call.waitFor ?? []]);
  const blocking = (await inputs.settle()) ?? (await others.settle());
  if (blocking !== undefined) {
    return NotReady(
      `Upstream ${blocking.label} did not reach a 'COMPLETED' state: it is ${blocking.state.toString()}.`,
    );
  }
  const { definition } = call;
  const args = inputs.values();
  const tags = [...new Set([...context.tags, ...(call.tags ?? [])])];
  const tracking = parent && (await trackInParent(parent, definition, tags, edges(definition, args, inputs)));
  if (tracking?.finished !== undefined) return tracking.finished;
  const session = parent?.session ?? currentSession();
  const run = await createRun({
    definition,
    session,
    parent,
    parentTaskRunId: tracking?.taskRunId,
    args,
    tags,
    runName: call.runName,
  });
  call.onCreated?.(run);
  return parent === undefined ? inItsOwnRight(run) : withParent(parent, run);
}

/** Carries out a run that the plane has scheduled. */
export async function runScheduledFlow(definition: FlowDefinition, flowRunId: string): Promise<State> {
  const run = await adoptRun(definition, currentSession(), flowRunId);
  return inItsOwnRight(run);
}

function inItsOwnRight(run: FlowRun): Promise<State> {
  return supervised(run, () => run.session.standing.during(run, () => carryOut(run)));
}

/** A child stops when its parent does. */
async function withParent(parent: FlowRunScope, run: FlowRun): Promise<State> {
  const stop = () => run.stop(inheritedReason(parent.signal.reason, `Flow run '${parent.info.name}'`));
  if (parent.signal.aborted) stop();
  parent.signal.addEventListener("abort", stop);
  try {
    return await carryOut(run);
  } finally {
    parent.signal.removeEventListener("abort", stop);
  }
}

function edges(definition: FlowDefinition, args: readonly unknown[], inputs: Inputs): TaskInputs {
  const edges: TaskInputs = {};
  args.forEach((_, index) => {
    const origins = inputs.origins(index);
    if (origins.length === 0) return;
    edges[argumentName(definition.parameterNames, index)] = origins.map(({ kind, id }) => ({ input_type: kind, id }));
  });
  return edges;
}
