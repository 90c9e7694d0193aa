import { readFlowRun, updateFlowRun } from "../../contract/index.js";
import type { FlowDefinition } from "../definition.js";
import type { Session } from "../session.js";
import { infoOf } from "./create-run.js";
import { FlowRun } from "./flow-run.js";
import { retryPolicy } from "./retry-policy.js";

/** Takes over a run that the plane has scheduled: its parameters are the plane's, its retries those of the code. */
export async function adoptRun(definition: FlowDefinition, session: Session, id: string): Promise<FlowRun> {
  const wire = await session.client.call(readFlowRun, { params: { id } });
  await session.client.call(updateFlowRun, {
    params: { id },
    body: {
      flow_version: definition.version,
      empirical_policy: { ...wire.empirical_policy, ...retryPolicy(definition) },
    },
  });
  return new FlowRun({
    definition,
    session,
    parent: undefined,
    args: undefined,
    claim: { attempt: wire.attempt, resumes: wire.empirical_policy.resuming },
    info: infoOf(wire, definition, undefined, wire.parameters),
  });
}
