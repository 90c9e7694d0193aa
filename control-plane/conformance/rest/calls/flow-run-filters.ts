import type { RestCall, RestCalls } from "../rest-call.js";
import type { World } from "../world.js";

type Body = Record<string, unknown>;

/**
 * Reads names only: the filters are what these are about, and `flow-run-reads` looks at whole rows. Sorted by name, so that the order never
 * hides what is missing.
 */
function filter(body: Body): RestCall {
  return { method: "POST", path: "/flow_runs/filter", body: { sort: "NAME_ASC", ...body }, namesOnly: true };
}

const runs = (criteria: Body): RestCall => filter({ flow_runs: criteria });

export const flowRunFilters: RestCalls = {
  "flow runs: no filter at all": () => filter({}),
  "flow runs: an empty body": () => ({
    method: "POST",
    path: "/flow_runs/filter",
    body: {},
    unordered: true,
    namesOnly: true,
  }),
  "flow runs: no body": () => ({ method: "POST", path: "/flow_runs/filter", unordered: true, namesOnly: true }),
  "flow runs: nulls everywhere": () => ({
    method: "POST",
    path: "/flow_runs/filter",
    body: { sort: null, limit: null, offset: null, flows: null, flow_runs: null, task_runs: null, deployments: null },
    unordered: true,
    namesOnly: true,
  }),
  "flow runs: a filter model full of nulls": () =>
    runs({
      operator: "and_",
      id: null,
      name: { any_: ["late"], like_: null },
      tags: null,
      state: null,
      start_time: null,
    }),
  "flow runs: id any_": (w) => runs({ id: { any_: [w.id("run soon"), w.id("run failed")] } }),
  "flow runs: id not_any_": (w) => runs({ id: { not_any_: [w.id("run soon"), w.id("run failed")] } }),
  "flow runs: id any_ of none": () => runs({ id: { any_: [] } }),
  "flow runs: id not_any_ of none": () => runs({ id: { not_any_: [] } }),
  "flow runs: name any_": () => runs({ name: { any_: ["soon", "later", "nowhere"] } }),
  "flow runs: name like_ ignores case": () => runs({ name: { like_: "CELL" } }),
  "flow runs: name like_ with a wildcard of LIKE": () => runs({ name: { like_: "c%d" } }),
  "flow runs: tags all_": () => runs({ tags: { all_: ["etl", "a"] } }),
  "flow runs: tags all_ of none": () => runs({ tags: { all_: [] } }),
  "flow runs: tags any_": () => runs({ tags: { any_: ["a", "b"] } }),
  "flow runs: tags any_ of none": () => runs({ tags: { any_: [] } }),
  "flow runs: tags is_null_ true": () => runs({ tags: { is_null_: true } }),
  "flow runs: tags is_null_ false": () => runs({ tags: { is_null_: false } }),
  "flow runs: tags or_": () => runs({ tags: { operator: "or_", all_: ["etl"], is_null_: true } }),
  "flow runs: deployment any_": (w) => runs({ deployment_id: { any_: [w.id("deployment nightly")] } }),
  "flow runs: deployment is_null_": () => runs({ deployment_id: { is_null_: true } }),
  "flow runs: deployment is not null": () => runs({ deployment_id: { is_null_: false } }),
  "flow runs: work queue is_null_": () => runs({ work_queue_name: { is_null_: true } }),
  "flow runs: work queue any_": () => runs({ work_queue_name: { any_: ["default"] } }),
  "flow runs: state type any_": () => runs({ state: { type: { any_: ["COMPLETED", "FAILED"] } } }),
  "flow runs: state type any_ of none": () => runs({ state: { type: { any_: [] } } }),
  "flow runs: state type not_any_": () => runs({ state: { type: { not_any_: ["SCHEDULED", "RUNNING"] } } }),
  "flow runs: state type any_ and not_any_": () =>
    runs({ state: { type: { any_: ["COMPLETED", "FAILED"], not_any_: ["FAILED"] } } }),
  "flow runs: state name any_": () => runs({ state: { name: { any_: ["Late", "Completed"] } } }),
  "flow runs: state name not_any_": () => runs({ state: { name: { not_any_: ["Late", "Completed"] } } }),
  "flow runs: state type and name": () => runs({ state: { type: { any_: ["SCHEDULED"] }, name: { any_: ["Late"] } } }),
  "flow runs: state type or_ name": () =>
    runs({ state: { operator: "or_", type: { any_: ["COMPLETED"] }, name: { any_: ["Late"] } } }),
  "flow runs: flow version any_": () => runs({ flow_version: { any_: ["v2"] } }),
  "flow runs: start_time before_": (w) => runs({ start_time: { before_: w.at(0) } }),
  "flow runs: start_time after_": (w) => runs({ start_time: { after_: w.at(0) } }),
  "flow runs: start_time between": (w) => runs({ start_time: { after_: w.at(-5400), before_: w.at(5400) } }),
  "flow runs: start_time is_null_": () => runs({ start_time: { is_null_: true } }),
  "flow runs: start_time is not null": () => runs({ start_time: { is_null_: false } }),
  "flow runs: end_time after_": (w) => runs({ end_time: { after_: w.at(-60) } }),
  "flow runs: end_time before_": (w) => runs({ end_time: { before_: w.at(-60) } }),
  "flow runs: end_time is_null_": () => runs({ end_time: { is_null_: true } }),
  "flow runs: expected_start_time before_": (w) => runs({ expected_start_time: { before_: w.at(-60) } }),
  "flow runs: expected_start_time after_": (w) => runs({ expected_start_time: { after_: w.at(1800) } }),
  "flow runs: next_scheduled_start_time before_": (w) => runs({ next_scheduled_start_time: { before_: w.at(0) } }),
  "flow runs: next_scheduled_start_time after_": (w) => runs({ next_scheduled_start_time: { after_: w.at(0) } }),
  "flow runs: times with a space, as str(datetime)": (w) =>
    runs({ start_time: { after_: w.at(0).replace("T", " ").replace("Z", "+00:00") } }),
  "flow runs: parent_flow_run_id any_": (w) => runs({ parent_flow_run_id: { any_: [w.id("run running")] } }),
  "flow runs: parent_task_run_id any_": (w) => runs({ parent_task_run_id: { any_: [w.id("task child-0")] } }),
  "flow runs: parent_task_run_id is_null_": () => runs({ parent_task_run_id: { is_null_: true } }),
  "flow runs: parent_task_run_id is not null": () => runs({ parent_task_run_id: { is_null_: false } }),
  "flow runs: idempotency_key any_": () => runs({ idempotency_key: { any_: ["key-1"] } }),
  "flow runs: idempotency_key not_any_": () => runs({ idempotency_key: { not_any_: ["key-1"] } }),
  "flow runs: two criteria, and_": () => runs({ tags: { all_: ["etl"] }, state: { type: { any_: ["COMPLETED"] } } }),
  "flow runs: two criteria, or_": () =>
    runs({ operator: "or_", tags: { all_: ["etl"] }, state: { type: { any_: ["FAILED"] } } }),
  "flow runs: of flows by name": () => filter({ flows: { name: { any_: ["alpha"] } } }),
  "flow runs: of flows by tag": () => filter({ flows: { tags: { all_: ["etl"] } } }),
  "flow runs: having task runs by state": () => filter({ task_runs: { state: { type: { any_: ["FAILED"] } } } }),
  "flow runs: of deployments by name": () => filter({ deployments: { name: { like_: "night" } } }),
  "flow runs: of deployments by tag and flows by name": () =>
    filter({ deployments: { tags: { all_: ["prod"] } }, flows: { name: { any_: ["alpha"] } } }),
  "flow runs: of work pools": () => filter({ work_pools: { name: { any_: ["p"] } } }),
};

/** The same criteria, counted and paginated. */
export const flowRunCounts: RestCalls = {
  "flow run count: no body": () => ({ method: "POST", path: "/flow_runs/count" }),
  "flow run count: by state": () => count({ flow_runs: { state: { type: { any_: ["SCHEDULED"] } } } }),
  "flow run count: by flow": () => count({ flows: { name: { any_: ["beta"] } } }),
  "flow run count: of none": () => count({ flow_runs: { id: { any_: [] } } }),
  "flow run pages: first": () => page({ page: 1, limit: 5 }),
  "flow run pages: last": () => page({ page: 3, limit: 5 }),
  "flow run pages: past the last": () => page({ page: 9, limit: 5 }),
  "flow run pages: sorted as no client names them": () => page({ sort: "BEAUTY_DESC" }),
  "flow run pages: filtered": () => page({ flow_runs: { tags: { any_: ["a"] } }, limit: 2 }),
  "flow run pages: limit 0": () => page({ limit: 0 }),
};

function count(body: Body): RestCall {
  return { method: "POST", path: "/flow_runs/count", body };
}

function page(body: Body): RestCall {
  return { method: "POST", path: "/flow_runs/paginate", body: { sort: "NAME_ASC", ...body } };
}

const everySort = [
  "START_TIME_ASC",
  "START_TIME_DESC",
  "EXPECTED_START_TIME_ASC",
  "EXPECTED_START_TIME_DESC",
  "NAME_ASC",
  "NAME_DESC",
  "NEXT_SCHEDULED_START_TIME_ASC",
  "END_TIME_DESC",
];

/** Sorted by what only some runs have, rows without it may come in any order: those are filtered away. */
const having: Record<string, (w: World) => Body> = {
  NEXT_SCHEDULED_START_TIME_ASC: () => ({ state: { type: { any_: ["SCHEDULED"] } } }),
  END_TIME_DESC: () => ({ end_time: { is_null_: false } }),
};

export const flowRunSorts: RestCalls = Object.fromEntries(
  everySort.map((sort) => [
    `flow runs: sorted ${sort}`,
    (w: World): RestCall => ({
      method: "POST",
      path: "/flow_runs/filter",
      body: { sort, flow_runs: having[sort]?.(w) ?? null },
      namesOnly: true,
    }),
  ]),
);

export const flowRunWindows: RestCalls = {
  "flow runs: limit": () => filter({ limit: 3 }),
  "flow runs: limit and offset": () => filter({ limit: 3, offset: 4 }),
  "flow runs: offset past the end": () => filter({ offset: 500 }),
  "flow runs: limit 0": () => filter({ limit: 0 }),
};
