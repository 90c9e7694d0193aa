import { createFlowRun, type FlowRun as WireFlowRun, StateType, uuidv7 } from "../../contract/index.js";
import { nameArguments, type NamedParameters, wireParameters } from "../../arguments/flow-parameters.js";
import type { FlowDefinition } from "../definition.js";
import type { FlowRunInfo } from "../hooks.js";
import type { Session } from "../session.js";
import { LOCAL_LEASE_SECONDS } from "../standing.js";
import { FlowRun } from "./flow-run.js";
import type { FlowRunScope } from "./flow-run-scope.js";
import { retryPolicy } from "./retry-policy.js";

export interface NewFlowRun {
  readonly definition: FlowDefinition;
  readonly session: Session;
  readonly parent: FlowRunScope | undefined;
  readonly parentTaskRunId: string | undefined;
  readonly args: readonly unknown[];
  readonly tags: readonly string[];
  readonly runName: string | undefined;
}

/** Registers the flow and makes a run of it on the plane. The first request of a program: an absent plane shows here. */
export async function createRun(request: NewFlowRun): Promise<FlowRun> {
  const { definition, session, parent, args, tags } = request;
  const parameters = nameArguments(definition.parameterNames, args);
  const { parameters: shown, replaced } = wireParameters(parameters);
  const wire = await session.client.call(createFlowRun, {
    body: {
      flow_id: await session.flowId(definition.name),
      flow_version: definition.version,
      name: request.runName ?? null,
      parameters: shown,
      tags: [...tags],
      parent_task_run_id: request.parentTaskRunId ?? null,
      // Makes the request safe to repeat after a lost answer: the first run is returned.
      idempotency_key: uuidv7(),
      empirical_policy: retryPolicy(definition),
      state: { type: StateType.PENDING },
      // A child is covered by the run around it.
      lease_seconds: parent === undefined ? LOCAL_LEASE_SECONDS : null,
    },
  });
  const run = new FlowRun({ definition, session, parent, args, info: infoOf(wire, definition, parent, parameters) });
  for (const problem of replaced) run.logger.warning(`Parameters are shown with a placeholder: ${problem}`);
  return run;
}

export function infoOf(
  wire: WireFlowRun,
  definition: FlowDefinition,
  parent: FlowRunScope | undefined,
  parameters: NamedParameters,
): FlowRunInfo {
  return {
    id: wire.id,
    name: wire.name,
    flowName: definition.name,
    flowVersion: definition.version,
    parameters,
    tags: wire.tags,
    runCount: wire.run_count,
    deploymentId: wire.deployment_id ?? undefined,
    parentFlowRunId: parent?.info.id,
    rootFlowRunId: parent?.info.rootFlowRunId ?? wire.id,
  };
}
