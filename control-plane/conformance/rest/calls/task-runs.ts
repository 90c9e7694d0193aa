import type { RestCall, RestCalls } from "../rest-call.js";

type Body = Record<string, unknown>;

function filter(body: Body): RestCall {
  return { method: "POST", path: "/task_runs/filter", body: { sort: "NAME_ASC", ...body }, namesOnly: true };
}

const tasks = (criteria: Body): RestCall => filter({ task_runs: criteria });

export const taskRuns: RestCalls = {
  "task run: completed": (w) => ({ method: "GET", path: `/task_runs/${w.id("task done")}` }),
  "task run: with inputs": (w) => ({ method: "GET", path: `/task_runs/${w.id("task busy")}` }),
  "task run: tracking a subflow": (w) => ({ method: "GET", path: `/task_runs/${w.id("task child-0")}` }),
  "task run: unknown": () => ({ method: "GET", path: "/task_runs/00000000-0000-4000-8000-000000000000" }),
  "task run states": (w) => ({ method: "GET", path: `/task_run_states/?task_run_id=${w.id("task broken")}` }),
  "task run state: unknown": () => ({ method: "GET", path: "/task_run_states/00000000-0000-4000-8000-000000000000" }),
  "task runs: no body": () => ({ method: "POST", path: "/task_runs/filter", unordered: true, namesOnly: true }),
  "task runs: id any_": (w) => tasks({ id: { any_: [w.id("task done")] } }),
  "task runs: name any_": () => tasks({ name: { any_: ["done", "busy"] } }),
  "task runs: name like_": () => tasks({ name: { like_: "BU" } }),
  "task runs: tags all_": () => tasks({ tags: { all_: ["gpu"] } }),
  "task runs: tags is_null_": () => tasks({ tags: { is_null_: true } }),
  "task runs: state type any_": () => tasks({ state: { type: { any_: ["COMPLETED", "FAILED"] } } }),
  "task runs: state name any_": () => tasks({ state: { name: { any_: ["Running"] } } }),
  "task runs: start_time after_": (w) => tasks({ start_time: { after_: w.at(-60) } }),
  "task runs: start_time is_null_": () => tasks({ start_time: { is_null_: true } }),
  "task runs: end_time is_null_ false": () => tasks({ end_time: { is_null_: false } }),
  "task runs: expected_start_time after_": (w) => tasks({ expected_start_time: { after_: w.at(1800) } }),
  "task runs: having a subflow": () => tasks({ subflow_runs: { exists_: true } }),
  "task runs: having no subflow": () => tasks({ subflow_runs: { exists_: false } }),
  "task runs: flow_run_id any_": (w) => tasks({ flow_run_id: { any_: [w.id("run running")] } }),
  "task runs: flow_run_id is_null_": () => tasks({ flow_run_id: { is_null_: true } }),
  "task runs: or_": () => tasks({ operator: "or_", name: { any_: ["alone"] }, tags: { all_: ["big"] } }),
  "task runs: of flow runs by name": () => filter({ flow_runs: { name: { any_: ["running"] } } }),
  "task runs: of flows by name": () => filter({ flows: { name: { any_: ["beta"] } } }),
  "task runs: of deployments": () => filter({ deployments: { name: { any_: ["nightly"] } } }),
  "task runs: limit and offset": () => filter({ limit: 2, offset: 1 }),
  "task runs: sorted NAME_DESC": () => filter({ sort: "NAME_DESC" }),
  "task runs: sorted EXPECTED_START_TIME_ASC": () => filter({ sort: "EXPECTED_START_TIME_ASC" }),
  "task runs: sorted EXPECTED_START_TIME_DESC": () => filter({ sort: "EXPECTED_START_TIME_DESC" }),
  "task runs: sorted END_TIME_DESC": () =>
    filter({ sort: "END_TIME_DESC", task_runs: { end_time: { is_null_: false } } }),
  "task runs: sorted START_TIME_ASC, which there is not": () => filter({ sort: "START_TIME_ASC" }),
  "task run count": () => ({ method: "POST", path: "/task_runs/count" }),
  "task run count: by state": () => ({
    method: "POST",
    path: "/task_runs/count",
    body: { task_runs: { state: { type: { any_: ["PENDING"] } } } },
  }),
  "task run pages": () => ({
    method: "POST",
    path: "/task_runs/paginate",
    body: { sort: "NAME_ASC", page: 2, limit: 3 },
  }),
  "task run history": (w) => ({
    method: "POST",
    path: "/task_runs/history",
    body: { history_start: w.at(-3600), history_end: w.at(7200), history_interval_seconds: 3600 },
  }),
};
