import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startWorker, type Worker } from "@kedge/worker";
import { createClient, type Client } from "kedge/client";
import {
  createDeployment,
  createFlow,
  createFlowRunFromDeployment,
  createWorkPool,
  type FlowRun,
  readFlowRun,
  setFlowRunState,
  type StateType,
} from "kedge/contract";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { silentLog } from "../../src/log.js";
import { startTestServer, type TestServer } from "../server.js";

vi.setConfig({ testTimeout: 120_000 });

/** The worker starts the programs of the built package for what lies here. */
const FLOWS = fileURLToPath(new URL(".", import.meta.url));

let server: TestServer;
let client: Client;
let worker: Worker;
let home: string;
let hooksFile: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "kedge-crashes-"));
  hooksFile = join(home, "hooks");
  server = await startTestServer();
  const { apiUrl } = server;
  client = createClient({ apiUrl });
  await client.call(createWorkPool, { body: { name: "local", type: "process" } });
  const timing = { pollIntervalMs: 100, gracePeriodSeconds: 1 };
  worker = await startWorker({ apiUrl, pool: "local", log: silentLog, ...timing });
});
afterAll(async () => {
  await worker.kill();
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

async function start(name: string): Promise<FlowRun> {
  const { id: flow_id } = await client.call(createFlow, { body: { name } });
  const { id } = await client.call(createDeployment, {
    body: {
      name: "d",
      flow_id,
      work_pool_name: "local",
      path: FLOWS,
      entrypoint: `crashing-flows.mjs:${name}`,
      job_variables: { env: { HOOKS_FILE: hooksFile } },
    },
  });
  return client.call(createFlowRunFromDeployment, { params: { id }, body: {} });
}

/** Looks at the run itself until its state is of this type; resolves with its message and the process id. */
async function becomes({ id }: FlowRun, type: StateType): Promise<{ message: string | null; pid: number }> {
  const read = () => client.call(readFlowRun, { params: { id } });
  await expect.poll(async () => (await read()).state_type, { timeout: 60_000, interval: 100 }).toBe(type);
  const { state, infrastructure_pid } = await read();
  return { message: state?.message ?? null, pid: Number(infrastructure_pid?.split(":").at(-1)) };
}

/** The hooks that have run for this run, once the worker has nothing in hand. */
async function hooksOf(run: FlowRun): Promise<string[]> {
  await expect.poll(() => worker.active, { timeout: 60_000, interval: 100 }).toBe(0);
  const lines = (await readFile(hooksFile, "utf8")).split("\n");
  return lines.filter((line) => line.includes(` ${run.name} `)).map((line) => line.replace(` ${run.name}`, ""));
}

const leases = () => server.database.sql`select 1 from lease`;

it("a run that calls process.exit(3) is CRASHED by its code, its hooks run once and its lease is gone", async () => {
  const run = await start("exiting");
  const { message } = await becomes(run, "CRASHED");
  expect(message).toMatch(/code 3/);
  expect(await hooksOf(run)).toEqual(["onCrashed CRASHED"]);
  expect(await leases()).toHaveLength(0);
});

it("a run whose process is killed with SIGKILL is CRASHED by that signal, its hooks run once and its lease is gone", async () => {
  const run = await start("waiting");
  const { pid } = await becomes(run, "RUNNING");
  process.kill(pid, "SIGKILL");
  const { message } = await becomes(run, "CRASHED");
  expect(message).toMatch(/SIGKILL/);
  expect(await hooksOf(run)).toEqual(["onCrashed CRASHED"]);
  expect(await leases()).toHaveLength(0);
});

it("a run that fails runs its hooks itself, and nobody runs them again", async () => {
  const run = await start("failing");
  await becomes(run, "FAILED");
  expect(await hooksOf(run)).toEqual(["onFailure FAILED"]);
});

async function isDeaf(): Promise<void> {
  await expect
    .poll(() => readFile(hooksFile, "utf8"), { timeout: 60_000, interval: 100 })
    .toContain("deaf from now on");
}

it.each([
  ["waiting", (run: FlowRun) => becomes(run, "RUNNING"), /^The run was cancelled\.$/],
  ["deaf", isDeaf, /did not stop within 1 s and was killed/],
])("a cancelled run (%s) ends CANCELLED and its hooks run once", async (name, started, expected) => {
  const run = await start(name);
  await started(run);
  await client.call(setFlowRunState, { params: { id: run.id }, body: { state: { type: "CANCELLING" } } });
  const { message } = await becomes(run, "CANCELLED");
  expect(message).toMatch(expected);
  expect(await hooksOf(run)).toEqual(["onCancellation CANCELLED"]);
  expect(await leases()).toHaveLength(0);
});
