import { createTaskRun, filterFlowRuns, StateType, type TaskInputs } from "../../contract/index.js";
import { Completed, type State, stateFromWire } from "../../states/index.js";
import type { FlowDefinition } from "../definition.js";
import type { FlowRunScope } from "./flow-run-scope.js";

export interface Tracking {
  readonly taskRunId: string;
  /** The state of the same child in an earlier attempt of the parent, where its result can still be read. */
  readonly finished: State | undefined;
}

/**
 * A child flow shows up in its parent as a task run, whose states the plane mirrors from the child's. It is known by its
 * place among the children of that flow, so that a retried parent finds what it did before.
 */
export async function trackInParent(
  parent: FlowRunScope,
  definition: FlowDefinition,
  tags: readonly string[],
  inputs: TaskInputs,
): Promise<Tracking> {
  const ordinal = parent.nextOrdinal(`flow:${definition.name}`);
  const { id } = await parent.session.client.call(createTaskRun, {
    body: {
      name: `${definition.name}-${ordinal}`,
      flow_run_id: parent.info.id,
      task_key: definition.name,
      dynamic_key: `flow-${ordinal}`,
      task_version: definition.version,
      tags: [...tags],
      task_inputs: inputs,
      state: { type: StateType.PENDING },
    },
  });
  return { taskRunId: id, finished: parent.incarnation > 1 ? await finishedChild(parent, id) : undefined };
}

async function finishedChild(parent: FlowRunScope, taskRunId: string): Promise<State | undefined> {
  const [child] = await parent.session.client.call(filterFlowRuns, {
    body: {
      flow_runs: { parent_task_run_id: { any_: [taskRunId] } },
      sort: "EXPECTED_START_TIME_DESC",
      limit: 1,
    },
  });
  if (child?.state?.type !== StateType.COMPLETED) return undefined;
  const state = stateFromWire(child.state);
  const key = state.reference?.["storage_key"];
  // Completed, but its result is gone: the parent needs the value, so the child runs again.
  if (typeof key !== "string") return undefined;
  const stored = await parent.results.read(key);
  if (stored === undefined) return undefined;
  return Completed({ name: state.name, message: state.message, data: stored.value }).with({
    id: state.id,
    timestamp: state.timestamp,
    reference: state.reference,
  });
}
