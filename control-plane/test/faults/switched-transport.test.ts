import { startWorker, type WorkerOptions } from "@kedge/worker";
import { createClient } from "kedge/client";
import { createFlowRunFromDeployment, createWorkPool } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { silentLog } from "../../src/log.js";
import { scratchHome } from "../scratch-home.js";
import { startTestServer, type TestServer } from "../server.js";
import { startByteProxy } from "./byte-proxy.js";
import { startGate } from "./gate.js";
import { deployOutageFlow } from "./outage-deployment.js";
import { startUpgradeGate } from "./upgrade-gate.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** A network between the worker and the server, and what becomes of it at the two places where the flow waits. */
interface Way {
  readonly transport: WorkerOptions["transport"];
  readonly open: (target: string) => Promise<{
    readonly url: string;
    readonly atOutage?: () => Promise<void> | void;
    readonly atEnd?: () => Promise<void> | void;
    readonly afterwards?: () => void;
  }>;
}

const WAYS: Record<string, Way> = {
  "over the WebSocket": {
    transport: "ws",
    async open(target) {
      const gate = await startUpgradeGate(target);
      return { url: gate.url, afterwards: () => expect(gate.upgrades).toBe(1) };
    },
  },
  "over HTTP": {
    transport: "http",
    async open(target) {
      const gate = await startUpgradeGate(target);
      return { url: gate.url, afterwards: () => expect(gate.upgrades).toBe(0) };
    },
  },
  "over the WebSocket, then HTTP, then the WebSocket again": {
    transport: "auto",
    async open(target) {
      const gate = await startUpgradeGate(target);
      return {
        url: gate.url,
        atOutage: () => gate.refuse(),
        async atEnd() {
          expect(gate.upgrades).toBe(1);
          gate.allow();
          await expect.poll(() => gate.upgrades, { timeout: 60_000 }).toBe(2);
        },
      };
    },
  },
  "over HTTP, then the WebSocket, then HTTP again": {
    transport: "auto",
    async open(target) {
      const gate = await startUpgradeGate(target);
      gate.refuse();
      return {
        url: gate.url,
        async atOutage() {
          expect(gate.upgrades).toBe(0);
          gate.allow();
          await expect.poll(() => gate.upgrades, { timeout: 60_000 }).toBe(1);
        },
        atEnd: () => gate.refuse(),
      };
    },
  },
  "in frames of a few bytes": {
    transport: "auto",
    async open(target) {
      const proxy = await startByteProxy(target);
      proxy.slice(7);
      return { url: proxy.url };
    },
  },
  "with connections that are reset": {
    transport: "auto",
    async open(target) {
      const proxy = await startByteProxy(target);
      return { url: proxy.url, atOutage: () => proxy.reset(), atEnd: () => proxy.reset() };
    },
  },
};

async function historyOver({ transport, open }: Way, pool: string) {
  const client = createClient({ apiUrl: server.apiUrl });
  await client.call(createWorkPool, { body: { name: pool, type: "process" } });
  const id = await deployOutageFlow(client, pool, "gated");
  const gate = await startGate();
  const way = await open(server.apiUrl);
  const home = await scratchHome();
  const worker = await startWorker({
    apiUrl: way.url,
    pool,
    name: "w",
    transport,
    limit: 1,
    warm: 0,
    pollIntervalMs: 50,
    environment: { ...process.env, KEDGE_HOME: home },
    log: silentLog,
  });
  const body = { name: "the-run", parameters: { gate: gate.url } };
  const { id: runId } = await client.call(createFlowRunFromDeployment, { params: { id }, body });
  await gate.gathered("outage", 1);
  await way.atOutage?.();
  gate.open("outage");
  await gate.gathered("end", 1);
  await way.atEnd?.();
  gate.open("end");
  const { sql } = server.database;
  const isOver = async () => (await sql`select from flow_run where id = ${runId} and is_terminal(state_type)`).length;
  await expect.poll(isOver, { timeout: 60_000 }).toBe(1);
  await worker.drain();
  way.afterwards?.();
  return {
    states: [
      ...(await sql`
        select type, name, attempt, fence, message from flow_run_state
        where flow_run_id = ${runId} order by timestamp, id`),
    ],
    lines: [...(await sql`select name, level, message from log where flow_run_id = ${runId} order by timestamp, id`)],
    tasks: [
      ...(await sql`
        select s.type, s.name from task_run t join task_run_state s on s.task_run_id = t.id
        where t.flow_run_id = ${runId} order by s.timestamp, s.id`),
    ],
  };
}

it(
  "a run's history is the same however its worker talks with the plane, also when that changes in the middle of it",
  { timeout: 300_000 },
  async () => {
    const histories = [];
    for (const [i, [name, way]] of Object.entries(WAYS).entries()) {
      histories.push({ name, history: await historyOver(way, `pool-${i}`) });
    }
    const [{ history: expected }, ...others] = histories as [(typeof histories)[0], ...typeof histories];
    expect(expected.states.map(({ type }) => type)).toEqual(["SCHEDULED", "PENDING", "RUNNING", "COMPLETED"]);
    expect(expected.lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining(["before the outage", "in the outage"]),
    );
    expect(expected.tasks).toHaveLength(9);
    for (const { name, history } of others) expect(history, name).toEqual(expected);
  },
);
