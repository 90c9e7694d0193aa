import { expect, it, onTestFinished } from "vitest";
import { startTestServer } from "../server.js";
import { expectEndsToStand } from "./acknowledged.js";
import { liveThrough } from "./lifecycle.js";
import { ask } from "./patient-client.js";
import { type PassingRequest, RequestFault, startRequestProxy } from "./request-proxy.js";
import { expectAllDoneOnce, queueRuns, startWorkers } from "./shaken-workers.js";

const RUNS = 24;
const LOST = [RequestFault.RESET_AFTER, RequestFault.NONE, RequestFault.BAD_GATEWAY_AFTER, RequestFault.NONE];

/** Each way to the plane loses every second answer. */
function loseAnswers(): (request: PassingRequest) => RequestFault {
  const asked = new Map<string, number>();
  return ({ method, path }) => {
    const way = `${method} ${path.replaceAll(/[0-9a-f-]{36}/g, "id")}`;
    const number = asked.get(way) ?? 0;
    asked.set(way, number + 1);
    return LOST[number % LOST.length]!;
  };
}

it("a run whose creation and states are answered only at the second time is made once and enters each once", async () => {
  const server = await startTestServer();
  onTestFinished(() => server.stop());
  const flow = await ask(server.apiUrl, "POST", "/flows/", { name: "f" });
  const gateway = await startRequestProxy(server.apiUrl);
  gateway.faults(loseAnswers());
  const through = { serving: () => Promise.resolve(gateway.url) };
  const ends = [];
  for (let i = 0; i < 5; i++) ends.push(await liveThrough(through, { flowId: flow!.body.id, end: "COMPLETED" }));
  const { sql } = server.database;
  await expectEndsToStand(sql, ends);
  const histories = await sql`
    select array_agg(type order by timestamp) as states from flow_run_state group by flow_run_id`;
  expect(histories).toEqual(ends.map(() => ({ states: ["PENDING", "RUNNING", "COMPLETED"] })));
});

it(
  "claims, renewals and reports whose answers are lost give each run to its worker, once",
  { timeout: 120_000 },
  async () => {
    const server = await startTestServer();
    onTestFinished(() => server.stop());
    await queueRuns(server.apiUrl, RUNS);
    const gateway = await startRequestProxy(server.apiUrl);
    const worker = startWorkers(gateway.url, () => {}, ["http"]);
    gateway.faults(loseAnswers());
    await worker;
    const { sql } = server.database;
    const open = async () => (await sql`select 1 from flow_run where not is_terminal(state_type)`).length;
    await expect.poll(open, { timeout: 100_000 }).toBe(0);
    await expectAllDoneOnce(sql, RUNS);
    const lost = gateway.seen.filter(({ path }) => /claim|renew|reports/.test(path)).length;
    expect(lost).toBeGreaterThan(6);
  },
);
