import type { RestCalls } from "../rest-call.js";
import type { World } from "../world.js";

const flowRun = (w: World, name: string): string => `/flow_runs/${w.id(`run ${name}`)}`;
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

/** In order: a call meets what those before it left. */
export const writes: RestCalls = {
  "flow run created, nothing but its flow given": (w) => ({
    method: "POST",
    path: "/flow_runs/",
    body: { flow_id: w.id("flow gamma"), name: "bare" },
  }),
  "flow run created again by its idempotency key": (w) => ({
    method: "POST",
    path: "/flow_runs/",
    body: { flow_id: w.id("flow alpha"), name: "another", idempotency_key: "key-1", parameters: { x: 2 } },
  }),
  "the same key in another flow": (w) => ({
    method: "POST",
    path: "/flow_runs/",
    body: { flow_id: w.id("flow beta"), name: "keyed in beta", idempotency_key: "key-1" },
  }),
  "flow run of an unknown flow": () => ({
    method: "POST",
    path: "/flow_runs/",
    body: { flow_id: UNKNOWN, name: "orphan" },
  }),
  "flow run renamed": (w) => ({ method: "PATCH", path: flowRun(w, "pending"), body: { name: "renamed" } }),
  "flow run after renaming": (w) => ({ method: "GET", path: flowRun(w, "pending") }),
  "flow run's tags, version, pid and policy set": (w) => ({
    method: "PATCH",
    path: flowRun(w, "pending"),
    body: { tags: ["new"], flow_version: "v3", infrastructure_pid: "host:1", empirical_policy: { retries: 4 } },
  }),
  "flow run after setting them": (w) => ({ method: "GET", path: flowRun(w, "pending") }),
  "flow run's parameters replaced": (w) => ({
    method: "PATCH",
    path: flowRun(w, "completed"),
    body: { parameters: { z: 9 } },
  }),
  "flow run after replacing them": (w) => ({ method: "GET", path: flowRun(w, "completed") }),
  "flow run's labels merged": (w) => ({
    method: "PATCH",
    path: `${flowRun(w, "completed")}/labels`,
    body: { team: "ml", extra: true },
  }),
  "flow run after merging labels": (w) => ({ method: "GET", path: flowRun(w, "completed") }),
  "labels of an unknown flow run": () => ({ method: "PATCH", path: `/flow_runs/${UNKNOWN}/labels`, body: { a: 1 } }),
  "job variables of a run without a deployment": (w) => ({
    method: "PATCH",
    path: flowRun(w, "overdue"),
    body: { job_variables: { a: 1 } },
  }),
  "job variables of a run that runs": (w) => ({
    method: "PATCH",
    path: flowRun(w, "completed"),
    body: { job_variables: { a: 1 } },
  }),
  "unknown flow run renamed": () => ({ method: "PATCH", path: `/flow_runs/${UNKNOWN}`, body: { name: "x" } }),
  "flow run renamed, with an unknown key": (w) => ({
    method: "PATCH",
    path: flowRun(w, "pending"),
    body: { name: "x", colour: "red" },
  }),
  "flow run changed in nothing": (w) => ({ method: "PATCH", path: flowRun(w, "pending"), body: {} }),
  "task run created again by its natural key": (w) => ({
    method: "POST",
    path: "/task_runs/",
    body: { name: "again", task_key: "done", dynamic_key: "0", flow_run_id: w.id("run running") },
  }),
  "task run created with an id of the client's": (w) => ({
    method: "POST",
    path: "/task_runs/",
    body: {
      id: "01a208a3-0000-7000-8000-000000000001",
      name: "own id",
      task_key: "own",
      dynamic_key: "0",
      flow_run_id: w.id("run running"),
    },
  }),
  "task run of an unknown flow run": () => ({
    method: "POST",
    path: "/task_runs/",
    body: { name: "orphan", task_key: "o", dynamic_key: "0", flow_run_id: UNKNOWN },
    statusOnly: true,
  }),
  "task run renamed": (w) => ({
    method: "PATCH",
    path: `/task_runs/${w.id("task waiting")}`,
    body: { name: "patient" },
  }),
  "task run after renaming": (w) => ({ method: "GET", path: `/task_runs/${w.id("task waiting")}` }),
  "unknown task run renamed": () => ({ method: "PATCH", path: `/task_runs/${UNKNOWN}`, body: { name: "x" } }),
  "flow's tags set": (w) => ({ method: "PATCH", path: `/flows/${w.id("flow beta")}`, body: { tags: ["late"] } }),
  "flow after setting them": (w) => ({ method: "GET", path: `/flows/${w.id("flow beta")}` }),
  "unknown flow's tags set": () => ({ method: "PATCH", path: `/flows/${UNKNOWN}`, body: { tags: [] } }),
  "log line with a NUL": (w) => ({
    method: "POST",
    path: "/logs/",
    body: [
      {
        name: "nul",
        level: 20,
        message: "before\u0000after",
        timestamp: w.at(-1000),
        flow_run_id: w.id("run crashed"),
      },
    ],
  }),
  "log line after its NUL was taken out": (w) => ({
    method: "POST",
    path: "/logs/filter",
    body: { logs: { flow_run_id: { any_: [w.id("run crashed")] } } },
  }),
  "no log lines at all": () => ({ method: "POST", path: "/logs/", body: [] }),
  "state of an unknown flow run": () => ({
    method: "POST",
    path: `/flow_runs/${UNKNOWN}/set_state`,
    body: { state: { type: "RUNNING" } },
  }),
  "state of an unknown task run": () => ({
    method: "POST",
    path: `/task_runs/${UNKNOWN}/set_state`,
    body: { state: { type: "RUNNING" } },
  }),
  "task run deleted": (w) => ({ method: "DELETE", path: `/task_runs/${w.id("task alone")}` }),
  "task run deleted again": (w) => ({ method: "DELETE", path: `/task_runs/${w.id("task alone")}` }),
  "flow run deleted": (w) => ({ method: "DELETE", path: flowRun(w, "running") }),
  "flow run deleted again": (w) => ({ method: "DELETE", path: flowRun(w, "running") }),
  "flow run read after it was deleted": (w) => ({ method: "GET", path: flowRun(w, "running") }),
  "task runs of a deleted flow run": (w) => ({
    method: "POST",
    path: "/task_runs/filter",
    body: { task_runs: { flow_run_id: { any_: [w.id("run running")] } } },
  }),
  "child of a deleted flow run": (w) => ({ method: "GET", path: flowRun(w, "child") }),
  "flow deleted with its runs": (w) => ({ method: "DELETE", path: `/flows/${w.id("flow beta")}` }),
  "flow deleted again": (w) => ({ method: "DELETE", path: `/flows/${w.id("flow beta")}` }),
  "flow run of a deleted flow": (w) => ({ method: "GET", path: flowRun(w, "failed") }),
};
