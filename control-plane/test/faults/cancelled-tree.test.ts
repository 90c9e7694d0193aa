import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startWorker } from "@kedge/worker";
import { type Client, createClient } from "kedge/client";
import {
  createDeployment,
  createFlow,
  createFlowRunFromDeployment,
  createWorkPool,
  type FlowRun,
  readFlowRun,
  setFlowRunState,
} from "kedge/contract";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { silentLog } from "../../src/log.js";
import { startTestServer, type TestServer } from "../server.js";
import { startWorkerProcess } from "./worker-process.js";

vi.setConfig({ testTimeout: 120_000 });

let server: TestServer;
let client: Client;
let home: string;

// Every process of a tree holds a connection to this server: once the connection closes, the process is dead.
const births = createServer();
const alive = new Set<Socket>();
births.on("connection", (socket) => {
  alive.add(socket);
  socket.on("error", () => {}).once("close", () => alive.delete(socket));
});

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "kedge-cancelled-"));
  server = await startTestServer();
  client = createClient({ apiUrl: server.apiUrl });
  await once(births.listen(0, "127.0.0.1"), "listening");
});
afterAll(async () => {
  await server.stop();
  births.close();
  await rm(home, { recursive: true, force: true });
});

/** Processes in a stubborn tree: its root, a child, a grandchild in a session of its own, one without its environment. */
const TREE = 4;

/** A tree that is deaf to SIGTERM, as the job of a run in a pool of its own. */
async function startTree(pool: string): Promise<FlowRun> {
  const stubborn = `process.on("SIGTERM", () => {}); require("net").connect(${(births.address() as AddressInfo).port}, "127.0.0.1");`;
  const child = (body: string, options: string) =>
    `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(body)}], ${options});`;
  const detached = '{ stdio: "ignore", detached: true }';
  const program = [
    stubborn,
    child(`${stubborn} ${child(stubborn, detached)}`, '{ stdio: "ignore" }'),
    child(stubborn, '{ stdio: "ignore", detached: true, env: {} }'),
  ].join("\n");
  const file = join(home, `${pool}.cjs`);
  await writeFile(file, program);
  await client.call(createWorkPool, { body: { name: pool, type: "process" } });
  const { id: flow_id } = await client.call(createFlow, { body: { name: pool } });
  const { id } = await client.call(createDeployment, {
    body: { name: "d", flow_id, work_pool_name: pool, job_variables: { command: `'${process.execPath}' '${file}'` } },
  });
  return client.call(createFlowRunFromDeployment, { params: { id }, body: {} });
}

const read = ({ id }: FlowRun) => client.call(readFlowRun, { params: { id } });
const soon = { timeout: 60_000, interval: 50 };
const isUp = () => expect.poll(() => alive.size, soon).toBe(TREE);
const isGone = () => expect.poll(() => alive.size, soon).toBe(0);
const cancel = ({ id }: FlowRun) =>
  client.call(setFlowRunState, {
    params: { id },
    body: { state: { type: "CANCELLING", state_details: { cancelled_by: "ana@laptop" } } },
  });

it("once a run is cancelled no process of its tree is left, and no attempt follows (I14)", async () => {
  const run = await startTree("stubborn");
  const { apiUrl } = server;
  const environment = { ...process.env, KEDGE_HOME: home };
  const timing = { pollIntervalMs: 50, gracePeriodSeconds: 1 };
  const worker = await startWorker({ apiUrl, pool: "stubborn", environment, log: silentLog, ...timing });
  onTestFinished(() => worker.kill());
  await isUp();
  await cancel(run);
  await expect.poll(async () => (await read(run)).state_type, soon).toBe("CANCELLED");
  // Not "soon": the teardown comes before the report.
  expect(alive.size).toBe(0);
  const { state, attempt } = await read(run);
  expect(state?.message).toMatch(/did not stop within 1 s and was killed/);
  expect(state?.state_details).toMatchObject({ cancelled_by: "ana@laptop", cancel_requested: expect.any(String) });
  expect(attempt).toBe(1);
  expect(await server.database.sql`select 1 from due_run`).toHaveLength(0);
});

it("what a worker that was killed in the middle of a teardown left running goes with the start of the next", async () => {
  const run = await startTree("orphaned");
  const options = { apiUrl: server.apiUrl, pool: "orphaned", pollIntervalMs: 50, gracePeriodSeconds: 600 };
  const killed = await startWorkerProcess(options, { KEDGE_HOME: home });
  await isUp();
  await cancel(run);
  await killed.kill();
  expect(alive.size).toBe(TREE);
  await startWorkerProcess(options, { KEDGE_HOME: home });
  await isGone();
  // Told by the next worker, under the fence of the one that is gone: its lease has not lapsed yet.
  await expect.poll(async () => (await read(run)).state_type, soon).toBe("CANCELLED");
  expect(await server.database.sql`select 1 from lease where flow_run_id = ${run.id}`).toHaveLength(0);
});
