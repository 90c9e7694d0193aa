import { LogFilter, type Log } from "kedge/contract";
import { expect, it } from "vitest";
import { compileLogFilter } from "./log-matcher.js";

const FLOW_RUN = "019b76da-a800-7000-8000-000000000001";
const log: Log = {
  id: "019b76da-a800-7000-8000-000000000002",
  created: "2026-01-01T00:00:00.000000Z",
  updated: "2026-01-01T00:00:00.000000Z",
  name: "prefect.flow_runs",
  level: 20,
  message: "Epoch 3 done",
  timestamp: "2026-01-01T00:00:00.000000Z",
  flow_run_id: FLOW_RUN,
  task_run_id: null,
};

it.each([
  [{}, true],
  [{ level: { ge_: 20, le_: 20 } }, true],
  [{ level: { ge_: 21 } }, false],
  [{ timestamp: { after_: log.timestamp, before_: log.timestamp } }, true],
  [{ timestamp: { before_: "2025-12-31T23:59:59Z" } }, false],
  [{ flow_run_id: { any_: [FLOW_RUN] } }, true],
  [{ flow_run_id: { any_: [] } }, false],
  [{ task_run_id: { is_null_: true } }, true],
  [{ task_run_id: { any_: [FLOW_RUN] } }, false],
  [{ task_run_id: { operator: "or_", any_: [FLOW_RUN], is_null_: true } }, true],
  [{ text: { query: "epoch -failed" } }, true],
  [{ text: { query: "+flow_runs +missing" } }, false],
  [{ operator: "or_", level: { ge_: 50 }, flow_run_id: { any_: [FLOW_RUN] } }, true],
  [{ operator: "or_", level: { ge_: 15, le_: 16 }, text: { query: "nothing" } }, false],
])("%j is %s", (filter, isMatch) => {
  expect(compileLogFilter(LogFilter.parse(filter))(log)).toBe(isMatch);
});
