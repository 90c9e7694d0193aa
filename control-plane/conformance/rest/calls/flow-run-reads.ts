import type { RestCall, RestCalls } from "../rest-call.js";

const history = (body: Record<string, unknown>): RestCall => ({ method: "POST", path: "/flow_runs/history", body });

export const flowRunReads: RestCalls = {
  "flow run: scheduled": (w) => ({ method: "GET", path: `/flow_runs/${w.id("run soon")}` }),
  "flow run: overdue": (w) => ({ method: "GET", path: `/flow_runs/${w.id("run overdue")}` }),
  "flow run: running": (w) => ({ method: "GET", path: `/flow_runs/${w.id("run running")}` }),
  "flow run: completed": (w) => ({ method: "GET", path: `/flow_runs/${w.id("run completed")}` }),
  "flow run: child": (w) => ({ method: "GET", path: `/flow_runs/${w.id("run child")}` }),
  "flow run: unknown": () => ({ method: "GET", path: "/flow_runs/00000000-0000-4000-8000-000000000000" }),
  "flow run: not an id": () => ({ method: "GET", path: "/flow_runs/not-an-id" }),
  "flow run history: hours": (w) =>
    history({ history_start: w.at(-10_800), history_end: w.at(10_800), history_interval_seconds: 3600 }),
  "flow run history: filtered": (w) =>
    history({
      history_start: w.at(-10_800),
      history_end: w.at(10_800),
      history_interval_seconds: 7200,
      flow_runs: { state: { type: { any_: ["SCHEDULED"] } } },
    }),
  "flow run history: interval of no seconds": (w) =>
    history({ history_start: w.at(-3600), history_end: w.at(0), history_interval_seconds: 0 }),
  "flow run history: nothing asked": () => history({}),
  "flow run states": (w) => ({ method: "GET", path: `/flow_run_states/?flow_run_id=${w.id("run completed")}` }),
  "flow run states of an unknown run": () => ({
    method: "GET",
    path: "/flow_run_states/?flow_run_id=00000000-0000-4000-8000-000000000000",
  }),
  "flow run states of no run": () => ({ method: "GET", path: "/flow_run_states/" }),
  "flow run state: unknown": () => ({ method: "GET", path: "/flow_run_states/00000000-0000-4000-8000-000000000000" }),
  "flow run logs: downloaded": (w) => ({ method: "GET", path: `/flow_runs/${w.id("run running")}/logs/download` }),
  "flow run logs: of an unknown run, downloaded": () => ({
    method: "GET",
    path: "/flow_runs/00000000-0000-4000-8000-000000000000/logs/download",
  }),
};
