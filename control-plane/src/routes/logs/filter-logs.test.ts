import type { Log } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
let runId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  const flow_id = (await plane.request("POST", "/flows/", { name: "logs" })).body.id;
  runId = (await plane.request("POST", "/flow_runs/", { flow_id })).body.id;
  const start = Date.now();
  const lines = Array.from({ length: 12 }, (_, i) => ({
    name: i % 2 === 0 ? "kedge.flow_runs" : "user",
    level: 10 + (i % 4) * 10,
    message: `line ${i} ${i % 3 === 0 ? "Timeout" : "fine"}`,
    // Three lines an instant: their order is that of arrival.
    timestamp: new Date(start + Math.floor(i / 3)).toISOString(),
    flow_run_id: runId,
  }));
  await plane.request("POST", "/logs/", lines);
});
afterAll(() => plane.stop());

const list = async (logs: object, more: object = {}): Promise<Log[]> =>
  (await plane.request("POST", "/logs/filter", { logs: { flow_run_id: { any_: [runId] }, ...logs }, ...more })).body;
const numbers = (logs: readonly Log[]) => logs.map((log) => Number(/\d+/.exec(log.message)![0]));

it("lines come in the order of their times and then of their arrival, forwards and backwards", async () => {
  const order = Array.from({ length: 12 }, (_, i) => i);
  expect(numbers(await list({}))).toEqual(order);
  expect(numbers(await list({}, { sort: "TIMESTAMP_DESC" }))).toEqual(order.toReversed());
  expect(numbers(await list({}, { limit: 5, offset: 5 }))).toEqual(order.slice(5, 10));
});

it("lines are found by level and by words", async () => {
  expect(numbers(await list({ level: { ge_: 30 } }))).toEqual([2, 3, 6, 7, 10, 11]);
  expect(numbers(await list({ text: { query: "timeout -user" } }))).toEqual([0, 6]);
  expect(numbers(await list({ text: { query: "" } }))).toHaveLength(12);
});

it("when a line arrived is told beside when it was written", async () => {
  const [line] = await list({ text: { query: '"line 0"' } });
  expect(line).toMatchObject({ level: 10, name: "kedge.flow_runs", task_run_id: null });
  expect(line!.created >= line!.timestamp.slice(0, 23)).toBe(true);
  expect(line!.updated).toBe(line!.created);
});

it("a search of more than 200 characters is refused", async () => {
  const reply = await plane.request("POST", "/logs/filter", { logs: { text: { query: "x".repeat(201) } } });
  expect(reply).toMatchObject({
    status: 422,
    body: { exception_detail: [{ loc: ["body", "logs", "text", "query"] }] },
  });
});
