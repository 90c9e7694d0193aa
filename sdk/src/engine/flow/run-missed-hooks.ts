import { readFlowRun, type State, StateType } from "../../contract/index.js";
import { stateFromWire } from "../../states/index.js";
import { currentSession } from "../current-session.js";
import type { FlowDefinition } from "../definition.js";
import { callFinalHooks } from "./call-final-hooks.js";
import { infoOf } from "./create-run.js";
import { FlowRun } from "./flow-run.js";

/**
 * Runs the hooks of a run that ended without its engine: its process is gone, and somebody else reported it. Only CRASHED
 * and CANCELLED are ever reported so; the hooks of any other state are the engine's, which has run them.
 */
export async function runMissedHooks(definition: FlowDefinition, flowRunId: string): Promise<void> {
  const session = currentSession();
  const wire = await session.client.call(readFlowRun, { params: { id: flowRunId } });
  if (!wasReportedForIt(wire.state)) return;
  const info = infoOf(wire, definition, undefined, wire.parameters);
  const run = new FlowRun({ definition, session, parent: undefined, args: undefined, info });
  await callFinalHooks(run, stateFromWire(wire.state));
  await session.flush();
}

function wasReportedForIt(state: State | null): state is State {
  return state?.type === StateType.CRASHED || state?.type === StateType.CANCELLED;
}
