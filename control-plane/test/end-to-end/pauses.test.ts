import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startWorker, type Worker } from "@kedge/worker";
import { type Client, createClient } from "kedge/client";
import {
  createDeployment,
  createFlow,
  createFlowRunFromDeployment,
  createWorkPool,
  type FlowRun,
  type JsonObject,
  readFlowRun,
  readFlowRunInput,
  resumeFlowRun,
  setFlowRunState,
} from "kedge/contract";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { silentLog } from "../../src/log.js";
import { startTestServer, type TestServer } from "../server.js";

vi.setConfig({ testTimeout: 120_000 });

/** The worker starts the programs of the built package for what lies here. */
const FLOWS = fileURLToPath(new URL(".", import.meta.url));

let server: TestServer;
let client: Client;
let worker: Worker;
let home: string;
let tests = 0;
let effectsFile: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "kedge-pauses-"));
  server = await startTestServer();
  const { apiUrl } = server;
  client = createClient({ apiUrl });
  await client.call(createWorkPool, { body: { name: "local", type: "process" } });
  const timing = { pollIntervalMs: 100, gracePeriodSeconds: 5 };
  const environment = { ...process.env, KEDGE_HOME: home };
  worker = await startWorker({ apiUrl, pool: "local", log: silentLog, environment, ...timing });
});
afterAll(async () => {
  await worker.kill();
  await server.stop();
  await rm(home, { recursive: true, force: true });
});
beforeEach(() => {
  effectsFile = join(home, `effects-${++tests}`);
});

async function start(name: string, parameters: JsonObject = {}): Promise<FlowRun> {
  const { id: flow_id } = await client.call(createFlow, { body: { name } });
  const { id } = await client.call(createDeployment, {
    body: {
      name: `d-${tests}`,
      flow_id,
      work_pool_name: "local",
      path: FLOWS,
      entrypoint: `pausing-flows.mjs:${name}`,
      job_variables: { env: { EFFECTS_FILE: effectsFile } },
    },
  });
  return client.call(createFlowRunFromDeployment, { params: { id }, body: { parameters } });
}

/** Looks at the run itself until its state has this name. */
async function becomes({ id }: FlowRun, name: string): Promise<FlowRun> {
  const read = () => client.call(readFlowRun, { params: { id } });
  await expect.poll(async () => (await read()).state_name, { timeout: 60_000, interval: 100 }).toBe(name);
  return read();
}
const resume = ({ id }: FlowRun, run_input?: JsonObject) =>
  client.call(resumeFlowRun, { params: { id }, body: { run_input } });
const effects = async () => (await readFile(effectsFile, "utf8")).trimEnd().split("\n");
/** Stored right behind the state that asks for it. */
const asksForInput = ({ id }: FlowRun, key: string) =>
  expect.poll(() => client.call(readFlowRunInput, { params: { id, key } }).catch(() => null)).not.toBeNull();
const isIdle = () => expect.poll(() => worker.active, { timeout: 60_000, interval: 100 }).toBe(0);

it("a suspended run leaves its process and its slot, and goes on where it was, once for each resume", async () => {
  const run = await start("suspending");
  await becomes(run, "Suspended");
  await asksForInput(run, "suspended-1-schema");
  await isIdle();
  expect(await server.database.sql`select 1 from lease`).toHaveLength(0);
  const description = await client.call(readFlowRunInput, { params: { id: run.id, key: "suspended-1-description" } });
  expect(JSON.parse(description)).toBe("Ship it?");

  expect(await resume(run, { approve: "perhaps" })).toMatchObject({ status: "REJECT", state: { name: "Suspended" } });
  expect(await resume(run, { approve: true })).toMatchObject({ status: "ACCEPT", state: { name: "Resuming" } });
  await expect.poll(effects, { timeout: 60_000, interval: 100 }).toHaveLength(4);
  await becomes(run, "Suspended");
  await isIdle();
  await resume(run);

  const { run_count, attempt } = await becomes(run, "Completed");
  expect({ run_count, attempt }).toEqual({ run_count: 1, attempt: 3 });
  expect(await effects()).toEqual([
    "prepared a",
    "prepared b",
    "inner ran",
    "true (no remark) for a, prepared and b, prepared",
    "true (no remark) for a, prepared and b, prepared",
    "prepared c",
  ]);
});

it("a paused run waits in its process, and returns the input it is resumed with", async () => {
  const run = await start("pausing");
  await becomes(run, "Paused");
  await asksForInput(run, "paused-1-schema");
  await resume(run, { approve: false });
  const { infrastructure_pid, attempt } = await becomes(run, "Completed");
  expect(attempt).toBe(1);
  expect(await effects()).toEqual([`pid ${infrastructure_pid?.split(":").at(-1)}: false`]);
});

it("a pause that nobody ends fails the run at its time", async () => {
  const { state } = await becomes(await start("forgotten"), "Failed");
  expect(state?.message).toMatch(/never resumed/);
});

it("a paused run is cancelled with its process, a suspended one at once", async () => {
  const cancel = ({ id }: FlowRun) =>
    client.call(setFlowRunState, { params: { id }, body: { state: { type: "CANCELLING" } } });
  const paused = await start("pausing");
  await becomes(paused, "Paused");
  expect(await cancel(paused)).toMatchObject({ state: { type: "CANCELLING" } });
  await becomes(paused, "Cancelled");

  const suspended = await start("suspending");
  await becomes(suspended, "Suspended");
  expect(await cancel(suspended)).toMatchObject({ state: { type: "CANCELLED" } });
});

it("a run that somebody else suspends lets go of its process, and is started again when it is resumed", async () => {
  const run = await start("interrupted");
  await expect.poll(() => effects().catch(() => []), { timeout: 60_000, interval: 100 }).toEqual(["begun"]);
  const state_details = { pause_reschedule: true };
  await client.call(setFlowRunState, {
    params: { id: run.id },
    body: { state: { type: "PAUSED", name: "Suspended", state_details } },
  });
  await isIdle();
  expect(await client.call(readFlowRun, { params: { id: run.id } })).toMatchObject({ state_name: "Suspended" });
  await resume(run);
  expect(await becomes(run, "Completed")).toMatchObject({ attempt: 2 });
  expect(await effects()).toEqual(["begun", "begun"]);
});

it("runs send each other messages and answer them", async () => {
  const answering = await start("answering");
  const asking = await start("asking", { who: answering.id });
  await Promise.all([becomes(answering, "Completed"), becomes(asking, "Completed")]);
  expect(await effects()).toEqual(["got 42"]);
});
