import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createClient } from "kedge/client";
import { formatMicros, type ReportInput, uuidv7 } from "kedge/contract";
import { Outbox, sendOverHttp } from "kedge/outbox";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { startTestServer, type TestServer } from "../server.js";
import { startByteProxy } from "./byte-proxy.js";
import { ask } from "./patient-client.js";
import { RequestFault, startRequestProxy } from "./request-proxy.js";

const LINES = 40;

let server: TestServer;
let flowId: string;
beforeAll(async () => {
  server = await startTestServer();
  flowId = (await ask(server.apiUrl, "POST", "/flows/", { name: "reported" }))!.body.id;
});
afterAll(() => server.stop());

const turn = () => nextTurn(undefined);
const stamp = () => formatMicros(Date.now() * 1000);

async function openOutbox(apiUrl: string): Promise<Outbox> {
  const root = await mkdtemp(join(tmpdir(), "kedge-outbox-"));
  const send = sendOverHttp(createClient({ apiUrl, retry: { retries: 0 } }));
  // Patience costs no time here: what is tried again is tried again at once.
  const machine = { wait: () => turn() };
  const outbox = new Outbox({ root, note: { apiUrl, flowRunId: null }, send, onTrouble() {}, machine });
  onTestFinished(async () => {
    await outbox.close();
    await rm(root, { recursive: true, force: true });
  });
  return outbox;
}

/** Tells a run's life through the outbox, and what stands in the database when all of it is delivered. */
async function liveThrough(outbox: Outbox) {
  const flow_run_id = (await ask(server.apiUrl, "POST", "/flow_runs/", { flow_id: flowId }))!.body.id as string;
  const state = (type: "RUNNING" | "COMPLETED"): ReportInput => ({
    kind: "flow_run_state",
    flow_run_id,
    timestamp: stamp(),
    state: { type, state_details: { transition_id: uuidv7() } },
  });
  await outbox.propose(state("RUNNING"), true).answer;
  for (let i = 0; i < LINES; i++) {
    outbox.push({ kind: "log", line: { name: "n", level: 20, message: String(i), timestamp: stamp(), flow_run_id } });
    if (i % 4 === 0) await turn();
  }
  const end = await outbox.propose(state("COMPLETED"), true).answer;
  const { sql } = server.database;
  const states = await sql`select type from flow_run_state where flow_run_id = ${flow_run_id} order by timestamp`;
  const lines = await sql`select message from log where flow_run_id = ${flow_run_id} order by timestamp, id`;
  return {
    end: end?.result?.state?.type,
    states: states.map((row) => String(row["type"])),
    lines: lines.map((row) => Number(row["message"])),
  };
}

const WHOLE = {
  end: "COMPLETED",
  states: ["PENDING", "RUNNING", "COMPLETED"],
  lines: Array.from({ length: LINES }, (_, i) => i),
};

it.each(Object.values(RequestFault))("every second request meets '%s', and all of it is there once", async (fault) => {
  const gateway = await startRequestProxy(server.apiUrl);
  gateway.faults(({ number }) => (number % 2 === 0 ? RequestFault.NONE : fault));
  expect(await liveThrough(await openOutbox(gateway.url))).toEqual(WHOLE);
});

it("connections that are cut in the middle of an answer, again and again, lose nothing and repeat nothing", async () => {
  const network = await startByteProxy(server.apiUrl);
  network.slice(64);
  const outbox = await openOutbox(network.url);
  let cuts = 0;
  const cut = () => {
    if (cuts++ < 5) network.cutAfter("down", 100);
  };
  cut();
  const cutting = setInterval(cut, 5);
  onTestFinished(() => clearInterval(cutting));
  expect(await liveThrough(outbox)).toEqual(WHOLE);
  expect(network.connections).toBeGreaterThan(1);
});
