import type { PrefectApi } from "../wire/prefect-api.js";

/** The parts of a flow run or task run that cases look at. */
export interface Run {
  id: string;
  name: string;
  state_type: string;
  state_name: string;
  state: { message: string | null; data: unknown; state_details: Record<string, unknown> };
  run_count: number;
  parameters: Record<string, unknown>;
  tags: string[];
  parent_task_run_id: string | null;
  task_inputs: Record<string, { input_type: string; id?: string }[]>;
  task_key: string;
  flow_run_id: string | null;
  start_time: string | null;
  end_time: string | null;
  total_run_time: number;
}

export interface Log {
  name: string;
  level: number;
  message: string;
  task_run_id: string | null;
}

/** The run of this flow that started last. Not the one with the highest id: Prefect's servers give flow runs random ids. */
export async function latestRunOf(api: PrefectApi, flowName: string): Promise<Run> {
  const body = { flows: { name: { any_: [flowName] } }, sort: "START_TIME_DESC", limit: 1 };
  const [run] = (await api.must("POST", "/flow_runs/filter", body)) as Run[];
  if (run === undefined) throw new Error(`the server knows no run of a flow named ${flowName}`);
  return run;
}

/** A flow run's task runs by name: `{ "train-1a2": … }`, those of subflows apart. */
export async function taskRunsOf(api: PrefectApi, flowRunId: string): Promise<Run[]> {
  const body = { task_runs: { flow_run_id: { any_: [flowRunId] } }, sort: "NAME_ASC" };
  return (await api.must("POST", "/task_runs/filter", body)) as Run[];
}

/** The names of a run's states, in order of time. */
export async function stateNames(api: PrefectApi, resource: "flow_run" | "task_run", id: string): Promise<string[]> {
  const path = `/${resource}_states/?${resource}_id=${id}`;
  const states = (await api.must("GET", path)) as { name: string; timestamp: string }[];
  return states.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp)).map((state) => state.name);
}

/** A flow run's log lines and those of its task runs, in order of time. */
export async function logsOf(api: PrefectApi, flowRunId: string): Promise<Log[]> {
  const body = { logs: { flow_run_id: { any_: [flowRunId] } }, sort: "TIMESTAMP_ASC", limit: 200 };
  return (await api.must("POST", "/logs/filter", body)) as Log[];
}
