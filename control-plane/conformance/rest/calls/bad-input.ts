import type { RestCall, RestCalls } from "../rest-call.js";
import type { World } from "../world.js";

function create(w: World, more: Record<string, unknown>): RestCall {
  return { method: "POST", path: "/flow_runs/", body: { flow_id: w.id("flow alpha"), name: "bad", ...more } };
}

function setState(w: World, body: unknown): RestCall {
  return { method: "POST", path: `/flow_runs/${w.id("run pending")}/set_state`, body };
}

function filter(body: unknown): RestCall {
  return { method: "POST", path: "/flow_runs/filter", body };
}

/** None of these may store anything: the reads that follow in the table would show it. */
export const badInput: RestCalls = {
  "malformed JSON": () => ({ method: "POST", path: "/flows/", text: '{"name": ' }),
  "JSON that is no object": () => ({ method: "POST", path: "/flows/", text: "[1, 2]" }),
  "no body where one is needed": () => ({ method: "POST", path: "/flows/" }),
  "flow without a name": () => ({ method: "POST", path: "/flows/", body: { tags: [] } }),
  "flow with an unknown key": () => ({ method: "POST", path: "/flows/", body: { name: "x", colour: "red" } }),
  "flow with an empty name": () => ({ method: "POST", path: "/flows/", body: { name: "" } }),
  "flow with a forbidden character in its name": () => ({ method: "POST", path: "/flows/", body: { name: "a/b" } }),
  "flow with tags of the wrong type": () => ({ method: "POST", path: "/flows/", body: { name: "x", tags: "etl" } }),
  "flow with a number for a tag": () => ({ method: "POST", path: "/flows/", body: { name: "x", tags: [1] } }),
  "flow run without a flow": () => ({ method: "POST", path: "/flow_runs/", body: { name: "x" } }),
  "flow run with an unknown key": (w) => create(w, { colour: "red" }),
  "flow run with a flow id that is none": () => ({ method: "POST", path: "/flow_runs/", body: { flow_id: "abc" } }),
  "flow run with parameters of the wrong type": (w) => create(w, { parameters: [1] }),
  "flow run with parameters above 512 KiB": (w) => create(w, { parameters: { x: "x".repeat(524_288) } }),
  "flow run with a state type that is none": (w) => create(w, { state: { type: "SLEEPING" } }),
  "flow run with an unknown key in its state": (w) => create(w, { state: { type: "PENDING", colour: "red" } }),
  "flow run with an unknown key in its state's details": (w) =>
    create(w, { state: { type: "PENDING", state_details: { colour: "red" } } }),
  "flow run with an unknown key in its policy": (w) => create(w, { empirical_policy: { colour: "red" } }),
  "flow run with retries of the wrong type": (w) => create(w, { empirical_policy: { retries: "many" } }),
  "state: none": (w) => setState(w, {}),
  "state: a type that is none": (w) => setState(w, { state: { type: "SLEEPING" } }),
  "state: a type in small letters": (w) => setState(w, { state: { type: "running" } }),
  "state: an unknown key": (w) => setState(w, { state: { type: "RUNNING", colour: "red" } }),
  "state: a timestamp, which is the server's to give": (w) =>
    setState(w, { state: { type: "PAUSED", timestamp: w.at(0) } }),
  "state: a time that is none": (w) =>
    setState(w, { state: { type: "SCHEDULED", state_details: { scheduled_time: "soon" } } }),
  "state: force of the wrong type": (w) => setState(w, { state: { type: "RUNNING" }, force: "perhaps" }),
  "state: bare, without its key": (w) => setState(w, { type: "RUNNING" }),
  "state of a run id that is none": () => ({
    method: "POST",
    path: "/flow_runs/abc/set_state",
    body: { state: { type: "RUNNING" } },
  }),
  "filter: an unknown entity": () => ({ ...filter({ cats: {}, sort: "NAME_ASC" }), namesOnly: true }),
  "filter: an unknown criterion": () => filter({ flow_runs: { colour: { any_: ["red"] } } }),
  "filter: an unknown operator": () => filter({ flow_runs: { name: { resembles_: "x" } } }),
  "filter: an id that is none": () => filter({ flow_runs: { id: { any_: ["abc"] } } }),
  "filter: a state type that is none": () => filter({ flow_runs: { state: { type: { any_: ["SLEEPING"] } } } }),
  "filter: a sort that is none": () => filter({ sort: "BEAUTY_DESC" }),
  "filter: limit above 200": () => filter({ limit: 201 }),
  "filter: limit below 0": () => filter({ limit: -1 }),
  "filter: limit of the wrong type": () => filter({ limit: "all" }),
  "filter: offset below 0": () => filter({ offset: -1 }),
  "pages: page 0": () => ({ method: "POST", path: "/flow_runs/paginate", body: { page: 0 } }),
  "task run without a key": (w) => ({
    method: "POST",
    path: "/task_runs/",
    body: { name: "x", flow_run_id: w.id("run running") },
  }),
  "task run with an unknown key": (w) => ({
    method: "POST",
    path: "/task_runs/",
    body: { name: "x", task_key: "k", dynamic_key: "0", flow_run_id: w.id("run running"), colour: "red" },
  }),
  "log line without a message": (w) => ({
    method: "POST",
    path: "/logs/",
    body: [{ name: "n", level: 20, timestamp: w.at(0) }],
  }),
  "log line with a level of the wrong type": (w) => ({
    method: "POST",
    path: "/logs/",
    body: [{ name: "n", level: "INFO", message: "m", timestamp: w.at(0) }],
  }),
  "log line with an unknown key": (w) => ({
    method: "POST",
    path: "/logs/",
    body: [{ name: "n", level: 20, message: "m", timestamp: w.at(0), colour: "red" }],
  }),
  "log lines that are no list": () => ({ method: "POST", path: "/logs/", body: { name: "n" } }),
  "a path that there is not": () => ({ method: "GET", path: "/nowhere" }),
  "a method that there is not": () => ({ method: "PUT", path: "/flows/", body: {} }),
  "slots of an unknown limit, with a lease": () => ({
    method: "POST",
    path: "/v2/concurrency_limits/increment-with-lease",
    body: { names: ["tag:nobody"], slots: 1, mode: "concurrency", lease_duration: 300 },
  }),
  "slots of none, with a lease": () => ({
    method: "POST",
    path: "/v2/concurrency_limits/increment-with-lease",
    body: { names: [], slots: 0 },
  }),
};
