import type { RestCall, RestCalls } from "../rest-call.js";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";
const POOL = "/work_pools/rest-pool";

const post = (path: string, body?: unknown): RestCall => ({ method: "POST", path, body });
const patch = (path: string, body: unknown): RestCall => ({ method: "PATCH", path, body });
const get = (path: string): RestCall => ({ method: "GET", path });
const remove = (path: string): RestCall => ({ method: "DELETE", path });

const TEMPLATE = {
  job_configuration: { image: "{{ image }}" },
  variables: { type: "object", properties: { image: { type: "string", default: "alpine" } } },
};

/** In order, on a world without pools: a call meets what those before it left. */
export const workPools: RestCalls = {
  "work pools: none": () => post("/work_pools/filter"),
  "work pool created": () =>
    post("/work_pools/", { name: "rest-pool", type: "process", base_job_template: TEMPLATE, concurrency_limit: 3 }),
  "work pool created again": () => post("/work_pools/", { name: "rest-pool", type: "process" }),
  "work pool of a reserved name": () => post("/work_pools/", { name: "Prefect-pool", type: "process" }),
  "work pool with a placeholder that is not declared": () => ({
    ...post("/work_pools/", {
      name: "bad",
      type: "process",
      base_job_template: { job_configuration: { a: "{{ b }}" }, variables: { properties: {} } },
    }),
    statusOnly: true,
  }),
  "work pool whose variables are no schema": () => ({
    ...post("/work_pools/", {
      name: "bad",
      type: "process",
      base_job_template: { ...TEMPLATE, variables: { properties: { image: { type: "text" } } } },
    }),
    statusOnly: true,
  }),
  "work pool with a default that its schema refuses": () => ({
    ...post("/work_pools/", {
      name: "bad",
      type: "process",
      base_job_template: { ...TEMPLATE, variables: { properties: { image: { type: "string", default: 1 } } } },
    }),
    statusOnly: true,
  }),
  "work pool with a negative limit": () =>
    post("/work_pools/", { name: "bad", type: "process", concurrency_limit: -1 }),
  "work pool with an unknown key": () => post("/work_pools/", { name: "bad", type: "process", colour: "red" }),
  "work pool: by name": () => get(POOL),
  "work pool: unknown": () => get("/work_pools/nobody"),
  "work pools: by name": () => post("/work_pools/filter", { work_pools: { name: { any_: ["rest-pool"] } } }),
  "work pools: by another type": () => post("/work_pools/filter", { work_pools: { type: { any_: ["docker"] } } }),
  "work pool count": () => post("/work_pools/count"),
  "work pool changed": () => patch(POOL, { description: "changed", is_paused: true, concurrency_limit: 5 }),
  "work pool after changing it": () => get(POOL),
  "work pool resumed, its limit taken away": () => patch(POOL, { is_paused: false, concurrency_limit: null }),
  "work pool after resuming it": () => get(POOL),
  "work pool changed in nothing": () => patch(POOL, {}),
  "work pool renamed": () => patch(POOL, { name: "other" }),
  "unknown work pool changed": () => patch("/work_pools/nobody", { description: "x" }),
  "reserved work pool described": () => patch("/work_pools/prefect-x", { description: "x" }),
  "reserved work pool paused": () => patch("/work_pools/prefect-x", { is_paused: true }),
  "reserved work pool deleted": () => remove("/work_pools/prefect-x"),

  "work queue created": () => post(`${POOL}/queues`, { name: "second" }),
  "work queue created at a priority that is taken": () =>
    post(`${POOL}/queues`, { name: "first", priority: 1, concurrency_limit: 2, description: "urgent" }),
  "work queue created far behind": () => post(`${POOL}/queues`, { name: "last", priority: 9 }),
  "work queue created into the gap": () => post(`${POOL}/queues`, { name: "gap" }),
  "work queue of priority 0": () => post(`${POOL}/queues`, { name: "bad", priority: 0 }),
  "work queue in an unknown pool": () => post("/work_pools/nobody/queues", { name: "a" }),
  "work queues by priority": () => post(`${POOL}/queues/filter`),
  "work queues: by the beginning of the name": () =>
    post(`${POOL}/queues/filter`, { work_queues: { name: { startswith_: ["fir"] } } }),
  "work queue: by name": () => get(`${POOL}/queues/first`),
  "work queue: unknown": () => get(`${POOL}/queues/nobody`),
  "work queue: unknown id": () => get(`/work_queues/${UNKNOWN}`),
  "work queue moved to the front": () => patch(`${POOL}/queues/last`, { priority: 1 }),
  "work queues after moving one": () => post(`${POOL}/queues/filter`),
  "work queue paused": () => patch(`${POOL}/queues/gap`, { is_paused: true }),
  "work queue after pausing it": () => get(`${POOL}/queues/gap`),
  "work queue deleted": () => remove(`${POOL}/queues/gap`),
  "work queue deleted again": () => remove(`${POOL}/queues/gap`),
  "work queues after deleting one": () => post(`${POOL}/queues/filter`),
  "work pool's slots": () => post(`${POOL}/concurrency_status`, { limit: 2 }),
  "slots of an unknown work pool": () => post("/work_pools/nobody/concurrency_status"),

  "worker's heartbeat": () => post(`${POOL}/workers/heartbeat`, { name: "w", heartbeat_interval_seconds: 20 }),
  "heartbeat for an unknown pool": () => post("/work_pools/nobody/workers/heartbeat", { name: "w" }),
  "work pool after a heartbeat": () => get(POOL),
  workers: () => post(`${POOL}/workers/filter`),
  "workers: offline": () => post(`${POOL}/workers/filter`, { workers: { status: { any_: ["OFFLINE"] } } }),
  "worker deleted": () => remove(`${POOL}/workers/w`),
  "runs that are due: of an unknown pool": () => post("/work_pools/nobody/get_scheduled_flow_runs"),
  "runs that are due: of an unknown queue": () =>
    post(`${POOL}/get_scheduled_flow_runs`, { work_queue_names: ["nobody"] }),
  "runs that are due: none": () => post(`${POOL}/get_scheduled_flow_runs`),

  "agents' queue created": () => post("/work_queues/", { name: "agents", concurrency_limit: 1 }),
  "agents' queue created again": () => post("/work_queues/", { name: "agents" }),
  "agents' queue: by name": () => get("/work_queues/name/agents"),
  "agents' queue: by unknown name": () => get("/work_queues/name/nobody"),
  "queues of all pools": () => post("/work_queues/filter", { work_queues: { name: { any_: ["agents", "first"] } } }),
  "agents' pool": () => get("/work_pools/default-agent-pool"),
  "unknown queue changed": () => patch(`/work_queues/${UNKNOWN}`, { is_paused: true }),
  "unknown queue deleted": () => remove(`/work_queues/${UNKNOWN}`),
  "work pool deleted": () => remove(POOL),
  "work pool deleted again": () => remove(POOL),
  "queue of a deleted work pool": () => get(`${POOL}/queues/first`),
};
