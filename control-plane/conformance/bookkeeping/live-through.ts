import { randomUUID } from "node:crypto";
import { makeTrackingTaskRun } from "../transitions/tracking-task-run.js";
import type { PrefectApi } from "../wire/prefect-api.js";
import { durationInTerms, instantInTerms, microseconds, type StateRow } from "./in-terms-of-states.js";
import type { Sequence, Step } from "./sequences.js";

/** A run after its life, in terms of its own states. */
export interface Told {
  /** `TYPE/Name` in order of time. */
  states: string[];
  run: Record<string, unknown>;
  /** The task run that stands for a subflow in its parent. */
  trackingTaskRun?: Told;
}

type Row = Record<string, unknown> & { id: string };

interface WithState extends Row {
  name: string;
  type: string;
  timestamp: string;
  state_details: Record<string, string | null>;
}

async function statesOf(api: PrefectApi, resource: "flow_run" | "task_run", id: string): Promise<StateRow[]> {
  const rows = (await api.must("GET", `/${resource}_states/?${resource}_id=${id}`)) as WithState[];
  return rows
    .map((row) => {
      const scheduled = row.state_details["scheduled_time"];
      return {
        type: row.type,
        name: row.name,
        at: microseconds(row.timestamp),
        scheduledAt: scheduled ? microseconds(scheduled) : null,
      };
    })
    .toSorted((a, b) => a.at - b.at);
}

async function tell(api: PrefectApi, resource: "flow_run" | "task_run", id: string): Promise<Told> {
  const run = (await api.must("GET", `/${resource}s/${id}`)) as Row;
  const states = await statesOf(api, resource, id);
  const instant = (field: string): string | null => instantInTerms(run[field] as string | null, states);
  const policy = run["empirical_policy"] as Record<string, unknown>;
  return {
    states: states.map((state) => `${state.type}/${state.name}`),
    run: {
      state_type: run["state_type"],
      state_name: run["state_name"],
      run_count: run["run_count"],
      ...(resource === "task_run" && { flow_run_run_count: run["flow_run_run_count"] }),
      expected_start_time: instant("expected_start_time"),
      next_scheduled_start_time: instant("next_scheduled_start_time"),
      start_time: instant("start_time"),
      end_time: instant("end_time"),
      total_run_time: durationInTerms(Number(run["total_run_time"]), states),
      ...(resource === "flow_run" && {
        retry_type: policy["retry_type"],
        resuming: policy["resuming"],
        pause_keys: (policy["pause_keys"] as string[]).length,
      }),
    },
  };
}

async function step(api: PrefectApi, path: string, { state, force }: Step): Promise<void> {
  await api.must("POST", `${path}/set_state`, { state, force: force ?? false });
}

async function liveAsTaskRun(api: PrefectApi, sequence: Sequence, flowRunId: string): Promise<Told> {
  const run = (await api.must("POST", "/task_runs/", {
    name: "t-0",
    task_key: "t",
    dynamic_key: randomUUID(),
    flow_run_id: flowRunId,
    state: sequence.created,
    ...(sequence.policy && { empirical_policy: sequence.policy }),
  })) as Row;
  for (const proposal of sequence.next) await step(api, `/task_runs/${run.id}`, proposal);
  return tell(api, "task_run", run.id);
}

/** Takes one run through its life on a server, in a flow of its own, and tells what it came to. */
export async function liveThrough(api: PrefectApi, sequence: Sequence): Promise<Told> {
  const flow = (await api.must("POST", "/flows/", { name: `bookkeeping-${randomUUID()}` })) as Row;
  const parent = (await api.must("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "RUNNING" } })) as Row;
  if (sequence.of === "task run") return liveAsTaskRun(api, sequence, parent.id);

  const tracking = sequence.of === "subflow run" ? await makeTrackingTaskRun(api, parent.id) : null;
  const deployment = sequence.deployed
    ? ((await api.must("POST", "/deployments/", { name: "d", flow_id: flow.id })) as Row)
    : null;
  const run = (await api.must("POST", "/flow_runs/", {
    flow_id: flow.id,
    state: sequence.created,
    ...(deployment && { deployment_id: deployment.id }),
    ...(tracking && { parent_task_run_id: tracking }),
    ...(sequence.policy && { empirical_policy: sequence.policy }),
  })) as Row;
  for (const proposal of sequence.next) await step(api, `/flow_runs/${run.id}`, proposal);
  const told = await tell(api, "flow_run", run.id);
  return tracking ? { ...told, trackingTaskRun: await tell(api, "task_run", tracking) } : told;
}
