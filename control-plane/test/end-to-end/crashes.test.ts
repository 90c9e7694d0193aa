import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startWorker, type Worker } from "@kedge/worker";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { silentLog } from "../../src/log.js";
import { startTestServer, type TestServer } from "../server.js";

vi.setConfig({ testTimeout: 120_000 });

const FLOWS = fileURLToPath(new URL(".", import.meta.url));

let server: TestServer;
let worker: Worker;
let home: string;
let hooksFile: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "kedge-crashes-"));
  hooksFile = join(home, "hooks");
  server = await startTestServer();
  await post("/work_pools/", { name: "local", type: "process" });
  const { apiUrl } = server;
  const timing = { pollIntervalMs: 100, gracePeriodSeconds: 1 };
  worker = await startWorker({ apiUrl, pool: "local", log: silentLog, ...timing });
});
afterAll(async () => {
  await worker.kill();
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

async function post(path: string, body: object) {
  const reply = await fetch(`${server.apiUrl}${path}`, { method: "POST", body: JSON.stringify(body) });
  expect(reply.status).toBeLessThan(300);
  return reply.json();
}

interface Run {
  readonly id: string;
  readonly name: string;
}

async function start(name: string): Promise<Run> {
  const flow = await post("/flows/", { name });
  const deployment = await post("/deployments/", {
    name: "d",
    flow_id: flow.id,
    work_pool_name: "local",
    path: FLOWS,
    entrypoint: `crashing-flows.mjs:${name}`,
    job_variables: { env: { HOOKS_FILE: hooksFile } },
  });
  return post(`/deployments/${deployment.id}/create_flow_run`, {});
}

/** Looks at the run itself until its state is of this type; resolves with its message and the process id. */
async function becomes(run: Run, type: string): Promise<{ message: string; pid: number }> {
  const read = async () => {
    const reply = await fetch(`${server.apiUrl}/flow_runs/${run.id}`);
    return (await reply.json()) as { state: { type: string; message: string }; infrastructure_pid: string | null };
  };
  await expect.poll(async () => (await read()).state.type, { timeout: 60_000, interval: 100 }).toBe(type);
  const { state, infrastructure_pid } = await read();
  return { message: state.message, pid: Number(infrastructure_pid?.split(":").at(-1)) };
}

/** The hooks that have run for this run, once the worker has nothing in hand. */
async function hooksOf(run: Run): Promise<string[]> {
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

it.each([
  ["waiting", /^The run was cancelled\.$/],
  ["deaf", /did not stop within 1 s and was killed/],
])("a cancelled run (%s) ends CANCELLED and its hooks run once", async (name, expected) => {
  const run = await start(name);
  await becomes(run, "RUNNING");
  await post(`/flow_runs/${run.id}/set_state`, { state: { type: "CANCELLING" } });
  const { message } = await becomes(run, "CANCELLED");
  expect(message).toMatch(expected);
  expect(await hooksOf(run)).toEqual(["onCancellation CANCELLED"]);
  expect(await leases()).toHaveLength(0);
});
