import { randomUUID } from "node:crypto";
import type { PrefectApi } from "../wire/prefect-api.js";
import { flowRunProposals } from "./flow-run-proposals.js";
import { flowRunStarts, type FlowRunStart } from "./flow-run-starts.js";
import { named } from "./named.js";
import { creationOutcome, outcomeOf, type Outcome, type RunRow } from "./outcome.js";
import type { StateBody } from "./state-body.js";
import { makeTrackingTaskRun } from "./tracking-task-run.js";

/** What the flow runs of a table are created in: one flow, one deployment of it, one running parent. */
export interface FlowRunWorld {
  flowId: string;
  deploymentId: string;
  parentRunId: string;
}

export interface FlowRunPlay {
  start: string;
  proposal: string;
  deployed: boolean;
  force: boolean;
}

const FIELDS = [
  "state_type",
  "state_name",
  "run_count",
  "start_time",
  "end_time",
  "expected_start_time",
  "next_scheduled_start_time",
] as const;

interface WithId {
  id: string;
}

export async function makeFlowRunWorld(api: PrefectApi): Promise<FlowRunWorld> {
  const label = randomUUID();
  const flow = (await api.must("POST", "/flows/", { name: `transitions-${label}` })) as WithId;
  const deployment = (await api.must("POST", "/deployments/", { name: label, flow_id: flow.id })) as WithId;
  const parent = (await api.must("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "RUNNING" } })) as WithId;
  return { flowId: flow.id, deploymentId: deployment.id, parentRunId: parent.id };
}

async function makeRun(api: PrefectApi, world: FlowRunWorld, start: FlowRunStart, deployed: boolean): Promise<RunRow> {
  const created = (await api.must("POST", "/flow_runs/", {
    flow_id: world.flowId,
    ...(deployed && { deployment_id: world.deploymentId }),
    ...(start.state && { state: start.state }),
    ...(start.empirical_policy && { empirical_policy: start.empirical_policy }),
    ...(start.subflow && { parent_task_run_id: await makeTrackingTaskRun(api, world.parentRunId) }),
  })) as RunRow;
  if (start.infrastructure_pid) {
    await api.must("PATCH", `/flow_runs/${created.id}`, { infrastructure_pid: start.infrastructure_pid });
  }
  if (!start.next) return created;
  await api.must("POST", `/flow_runs/${created.id}/set_state`, { state: start.next, force: true });
  return (await api.must("GET", `/flow_runs/${created.id}`)) as RunRow;
}

/** Creates a run as its start says, proposes one state, and tells what came of it. */
export async function playFlowRun(api: PrefectApi, world: FlowRunWorld, play: FlowRunPlay): Promise<Outcome> {
  const start = named<FlowRunStart>(flowRunStarts(), play.start);
  const state = named<StateBody>(flowRunProposals(), play.proposal);
  const before = await makeRun(api, world, start, play.deployed);
  const requestedAt = Date.now();
  const answer = await api.call("POST", `/flow_runs/${before.id}/set_state`, { state, force: play.force });
  const after = (await api.must("GET", `/flow_runs/${before.id}`)) as RunRow;
  return outcomeOf({ answer, before, after, fields: FIELDS, requestedAt }, new Map([[before.id, "run"]]));
}

/** Creates a run in a state: the transition from no state at all, which only creation makes. */
export async function createFlowRunIn(api: PrefectApi, world: FlowRunWorld, proposal: string): Promise<Outcome> {
  const state = named<StateBody>(flowRunProposals(), proposal);
  const requestedAt = Date.now();
  const answer = await api.call("POST", "/flow_runs/", { flow_id: world.flowId, state });
  const run = answer.body as RunRow;
  const names = new Map(answer.status < 400 ? [[run.id, "run"]] : []);
  return creationOutcome(answer, run, { fields: FIELDS, requestedAt }, names);
}
