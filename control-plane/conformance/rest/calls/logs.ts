import type { RestCall, RestCalls } from "../rest-call.js";

function logs(criteria: Record<string, unknown>, more: Record<string, unknown> = {}): RestCall {
  return { method: "POST", path: "/logs/filter", body: { logs: criteria, sort: "TIMESTAMP_ASC", ...more } };
}

export const logReads: RestCalls = {
  "logs: no body": () => ({ method: "POST", path: "/logs/filter" }),
  "logs: of a flow run": (w) => logs({ flow_run_id: { any_: [w.id("run running")] } }),
  "logs: of a task run": (w) => logs({ task_run_id: { any_: [w.id("task done")] } }),
  "logs: without a task run": () => logs({ task_run_id: { is_null_: true } }),
  "logs: level ge_": () => logs({ level: { ge_: 30 } }),
  "logs: level le_": () => logs({ level: { le_: 20 } }),
  "logs: level between": () => logs({ level: { ge_: 20, le_: 30 } }),
  "logs: timestamp after_": (w) => logs({ timestamp: { after_: w.at(-2500) } }),
  "logs: timestamp before_": (w) => logs({ timestamp: { before_: w.at(-2500) } }),
  "logs: text": () => logs({ text: { query: "line" } }),
  "logs: text without a word": () => logs({ text: { query: "line -debug" } }),
  "logs: two criteria": (w) => logs({ flow_run_id: { any_: [w.id("run running")] }, level: { ge_: 40 } }),
  "logs: sorted TIMESTAMP_DESC": () => logs({}, { sort: "TIMESTAMP_DESC" }),
  "logs: limit and offset": () => logs({}, { limit: 2, offset: 1 }),
};
