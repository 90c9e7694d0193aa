import { startWorker } from "@kedge/worker";
import { createClient } from "kedge/client";
import { createFlowRunFromDeployment, createWorkPool } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { silentLog } from "../../src/log.js";
import { scratchHome } from "../scratch-home.js";
import { startTestServer, type TestServer } from "../server.js";
import { startByteProxy } from "./byte-proxy.js";
import { startGate } from "./gate.js";
import { deployOutageFlow } from "./outage-deployment.js";

/** Its last fifth is what the worker has for killing the job, and a slow machine may need some of that. */
const LEASE_SECONDS = 12;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function newWorker(apiUrl: string, pool: string, name: string) {
  return startWorker({
    apiUrl,
    pool,
    name,
    limit: 1,
    warm: 0,
    leaseSeconds: LEASE_SECONDS,
    pollIntervalMs: 200,
    environment: { ...process.env, KEDGE_HOME: await scratchHome() },
    log: silentLog,
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // ESRCH: it is gone.
    return false;
  }
}

it.each([
  ["what it sends is lost", "up"],
  ["what it is sent is lost", "down"],
] as const)(
  "of a worker for which %s, the job is gone before its run begins anew elsewhere",
  { timeout: 180_000 },
  async (_, direction) => {
    const { sql } = server.database;
    const client = createClient({ apiUrl: server.apiUrl });
    const pool = `pool-${direction}`;
    await client.call(createWorkPool, { body: { name: pool, type: "process" } });
    const id = await deployOutageFlow(client, pool, "gated", { on_disconnect: "stop", on_crash_retries: 1 });
    const gate = await startGate();
    const proxy = await startByteProxy(server.apiUrl);
    const cutOff = await newWorker(proxy.url, pool, "cut off");
    const body = { parameters: { gate: gate.url } };
    const { id: runId } = await client.call(createFlowRunFromDeployment, { params: { id }, body });
    await gate.gathered("outage", 1);
    const pidOf = async () => {
      const [row] = await sql<
        { pid: string | null }[]
      >`select infrastructure_pid as pid from flow_run where id = ${runId}`;
      return Number(/\d+$/.exec(row!.pid ?? "")?.[0]);
    };
    await expect.poll(pidOf, { timeout: 60_000 }).toBeGreaterThan(0);
    const first = await pidOf();
    expect(isAlive(first)).toBe(true);

    proxy.swallow(direction);
    const other = await newWorker(server.apiUrl, pool, "other");
    await gate.gathered("outage", 2);
    expect(isAlive(first)).toBe(false);
    const leases = await sql`select attempt, fence_counter::int as fence from lease where flow_run_id = ${runId}`;
    expect([...leases]).toEqual([{ attempt: 2, fence: expect.any(Number) as number }]);
    expect(leases[0]!["fence"]).toBeGreaterThan(2);

    await proxy.heal();
    gate.open("outage");
    gate.open("end");
    const isOver = async () =>
      (await sql`select from flow_run where id = ${runId} and state_type = 'COMPLETED'`).length;
    await expect.poll(isOver, { timeout: 60_000 }).toBe(1);
    await Promise.all([cutOff.drain(), other.drain()]);
    const claims = await sql`
      select attempt, message from flow_run_state where flow_run_id = ${runId} and type = 'PENDING' order by timestamp`;
    expect([...claims]).toEqual([
      { attempt: 1, message: "Claimed by worker cut off." },
      { attempt: 2, message: "Claimed by worker other." },
    ]);
    expect(await sql`select from lease`).toHaveLength(0);
  },
);
