import type { RestCalls } from "../rest-call.js";
import type { World } from "../world.js";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";
const nightly = (w: World, path = ""): string => `/deployments/${w.id("deployment nightly")}${path}`;
const SCHEMA = {
  type: "object",
  properties: { lr: { type: "number" }, path: { type: "string", default: "." } },
  required: ["lr"],
};
const TEMPLATE = {
  job_configuration: { cpu: "{{ cpu }}", image: "{{ image }}" },
  variables: {
    type: "object",
    properties: { cpu: { type: "integer", default: 1 }, image: { type: "string" } },
    required: ["image"],
  },
};
const FULL = {
  version: "1",
  description: "loads it",
  parameters: { lr: 1 },
  enforce_parameter_schema: true,
  parameter_openapi_schema: SCHEMA,
  tags: ["x", "y"],
  labels: { team: "data" },
  pull_steps: [{ "a.step": { of: "mine" } }],
  path: "/code",
  entrypoint: "etl.py:etl",
  work_pool_name: "jobs",
  work_queue_name: "urgent",
  job_variables: { image: "etl:1" },
  concurrency_limit: 3,
  concurrency_options: { collision_strategy: "CANCEL_NEW", grace_period_seconds: 90 },
};

const create =
  (name: string, more: object = {}) =>
  (w: World) => ({
    method: "POST" as const,
    path: "/deployments/",
    body: { name, flow_id: w.id("flow beta"), ...more },
  });
const read = (name: string) => () => ({ method: "GET" as const, path: `/deployments/name/beta/${name}` });
const change = (body: object) => (w: World) => ({ method: "PATCH" as const, path: nightly(w), body });
const readNightly = (w: World) => ({ method: "GET" as const, path: nightly(w) });
const run =
  (body: object = {}) =>
  (w: World) => ({ method: "POST" as const, path: nightly(w, "/create_flow_run"), body });

/** In order: a call meets what those before it left. */
export const deployments: RestCalls = {
  "a pool with a template": () => ({
    method: "POST",
    path: "/work_pools/",
    body: { name: "jobs", type: "process", base_job_template: TEMPLATE },
    statusOnly: true,
  }),
  "created, nothing but its name given": create("bare"),
  "created, with everything": create("full", FULL),
  "created again, with another version": create("full", { version: "2" }),
  "read by its names": read("full"),
  "created in a pool": create("pooled", { work_pool_name: "jobs" }),
  "created in a pool that there is not": create("lost", { work_pool_name: "nowhere" }),
  "created for a flow that there is not": (w) => ({
    ...create("orphan")(w),
    body: { name: "orphan", flow_id: UNKNOWN },
  }),
  "created with an unknown key": create("odd", { colour: "red" }),
  "created with parameters that its schema refuses": create("refused", { ...FULL, parameters: { lr: "fast" } }),
  "created with a schema that is none": create("refused", {
    enforce_parameter_schema: true,
    parameter_openapi_schema: { type: "nonsense" },
  }),
  "created with job variables that the pool refuses": create("refused", { ...FULL, job_variables: { cpu: "many" } }),
  "created with both limits": create("refused", { concurrency_limit: 1, global_concurrency_limit_id: UNKNOWN }),
  "created with a limit of nothing": create("refused", { concurrency_limit: 0 }),
  "created with a limit that there is not": create("refused", { global_concurrency_limit_id: UNKNOWN }),
  "created with a collision strategy that there is not": create("refused", {
    concurrency_options: { collision_strategy: "WAIT" },
  }),
  "created with a grace period out of bounds": create("refused", {
    concurrency_options: { collision_strategy: "ENQUEUE", grace_period_seconds: 5 },
  }),
  "created with a storage block that there is not": create("refused", { storage_document_id: UNKNOWN }),
  "read by names that nothing has": read("nobody"),
  "unknown deployment read": () => ({ method: "GET", path: `/deployments/${UNKNOWN}` }),
  "deployments listed": () => ({ method: "POST", path: "/deployments/filter", body: {}, namesOnly: true }),
  "deployments with a limit of at least 3": () => ({
    method: "POST",
    path: "/deployments/filter",
    body: { deployments: { concurrency_limit: { ge_: 3 } } },
    namesOnly: true,
  }),
  "deployments with no limit": () => ({
    method: "POST",
    path: "/deployments/filter",
    body: { deployments: { concurrency_limit: { is_null_: true } } },
    namesOnly: true,
  }),
  "deployments counted": () => ({
    method: "POST",
    path: "/deployments/count",
    body: { flows: { name: { any_: ["beta"] } } },
  }),
  "deployments by the page": () => ({
    method: "POST",
    path: "/deployments/paginate",
    body: { limit: 2, page: 2, deployments: { name: { any_: ["nightly"] } } },
  }),
  "changed in nothing": change({}),
  "changed: schema, parameters and tags": change({
    parameter_openapi_schema: SCHEMA,
    parameters: { lr: 1, path: "a" },
    tags: ["x"],
    description: "d",
  }),
  "after that change": readNightly,
  "changed: parameters that the schema refuses": change({ parameters: { lr: "fast" } }),
  "changed: parameters that stand for others": change({ parameters: { lr: { __prefect_kind: "json", value: "0.5" } } }),
  "after changing those": readNightly,
  "changed: JSON that is none": change({ parameters: { lr: { __prefect_kind: "json", value: "{" } } }),
  "changed: a pool and a new queue of it": change({ work_pool_name: "jobs", work_queue_name: "made" }),
  "after moving there": readNightly,
  "changed: job variables that the pool refuses": change({ work_pool_name: "jobs", job_variables: { cpu: "many" } }),
  "changed: a limit": change({ concurrency_limit: 2 }),
  "after being limited": readNightly,
  "changed: no limit": change({ concurrency_limit: null }),
  "after being unlimited": readNightly,
  "changed: a limit that there is not": change({ global_concurrency_limit_id: UNKNOWN }),
  "changed: an unknown key": change({ colour: "red" }),
  "unknown deployment changed": () => ({ method: "PATCH", path: `/deployments/${UNKNOWN}`, body: {} }),
  "run: a job variable is missing": run(),
  "run: a job variable is of another type": run({ job_variables: { image: 5 } }),
  "run: created": run({ name: "first", job_variables: { image: "i" }, parameters: { path: "b" }, tags: ["x"] }),
  "run: a parameter is of another type": run({ parameters: { lr: "fast" }, job_variables: { image: "i" } }),
  "run: the same unchecked": run({
    name: "unchecked",
    parameters: { lr: "fast" },
    job_variables: { image: "i" },
    enforce_parameter_schema: false,
  }),
  "run: JSON that is none": run({ parameters: { lr: { __prefect_kind: "json", value: "{" } } }),
  "run: a variable that there is not": run({
    parameters: { path: { __prefect_kind: "workspace_variable", variable_name: "v" } },
  }),
  "run: in a new queue": run({ name: "queued", job_variables: { image: "i" }, work_queue_name: "other" }),
  "run: by a key": run({ name: "keyed", job_variables: { image: "i" }, idempotency_key: "k" }),
  "run: by that key again": run({ name: "another", job_variables: { image: "i" }, idempotency_key: "k" }),
  "run: an unknown key": run({ colour: "red" }),
  "run of an unknown deployment": () => ({ method: "POST", path: `/deployments/${UNKNOWN}/create_flow_run`, body: {} }),
  "runs in bulk": (w) => ({
    method: "POST",
    path: nightly(w, "/create_flow_run/bulk"),
    body: [
      { name: "bulk-1", job_variables: { image: "i" } },
      { name: "bulk-2", job_variables: { image: "j" } },
    ],
  }),
  "no runs in bulk": (w) => ({ method: "POST", path: nightly(w, "/create_flow_run/bulk"), body: [] }),
  "too many runs in bulk": (w) => ({
    method: "POST",
    path: nightly(w, "/create_flow_run/bulk"),
    body: Array.from({ length: 101 }, () => ({})),
  }),
  "runs in bulk of an unknown deployment": () => ({
    method: "POST",
    path: `/deployments/${UNKNOWN}/create_flow_run/bulk`,
    body: [],
  }),
  "scheduled runs, for who serves it": (w) => ({
    method: "POST",
    path: "/deployments/get_scheduled_flow_runs",
    body: { deployment_ids: [w.id("deployment nightly")], scheduled_before: w.at(3700) },
    namesOnly: true,
    unordered: true,
  }),
  "a limit of scheduled runs": (w) => ({
    method: "POST",
    path: "/deployments/get_scheduled_flow_runs",
    body: { deployment_ids: [w.id("deployment nightly")], limit: 201 },
    statusOnly: true,
  }),
  paused: (w) => ({ method: "POST", path: nightly(w, "/pause_deployment") }),
  "after pausing": (w) => ({
    method: "POST",
    path: "/deployments/count",
    body: { deployments: { paused: { eq_: true } }, flows: { id: { any_: [w.id("flow alpha")] } } },
  }),
  resumed: (w) => ({ method: "POST", path: nightly(w, "/resume_deployment") }),
  "unknown deployment paused": () => ({ method: "POST", path: `/deployments/${UNKNOWN}/pause_deployment` }),
  "unknown deployment resumed": () => ({ method: "POST", path: `/deployments/${UNKNOWN}/resume_deployment` }),
  "queues of an unknown deployment": () => ({ method: "GET", path: `/deployments/${UNKNOWN}/work_queue_check` }),
  "deleted by the dozen": () => ({
    method: "POST",
    path: "/deployments/bulk_delete",
    body: { deployments: { name: { any_: ["bare", "pooled"] } } },
    statusOnly: true,
  }),
  "deleted by too many": () => ({ method: "POST", path: "/deployments/bulk_delete", body: { limit: 51 } }),
  deleted: (w) => ({ method: "DELETE", path: nightly(w) }),
  "deleted again": (w) => ({ method: "DELETE", path: nightly(w) }),
  "its runs after that": () => ({
    method: "POST",
    path: "/flow_runs/filter",
    body: { flows: { name: { any_: ["alpha"] } }, sort: "NAME_ASC" },
    namesOnly: true,
  }),
  "deployments left": () => ({ method: "POST", path: "/deployments/filter", body: {}, namesOnly: true }),
};
