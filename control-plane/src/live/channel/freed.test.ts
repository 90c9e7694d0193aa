import { randomUUID } from "node:crypto";
import { CHANNEL_PROTOCOLS } from "kedge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newDeployment } from "../../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import type { WorkNotice } from "../../dispatch/work-notice.js";
import { serveSockets, TestSocket, type TestServer } from "../../../test/sockets.js";

// No background loop runs here: a run that is assigned was not found by a sweep.
let plane: TestPlane;
let server: TestServer;
beforeAll(async () => {
  plane = await startTestPlane();
  server = await serveSockets(plane.plane);
});
afterAll(async () => {
  await server.close();
  await plane.stop();
});

async function connect(pool: string) {
  const socket = await TestSocket.open(`${server.url}/work_pools/${pool}/channel`, {
    protocols: [...CHANNEL_PROTOCOLS],
  });
  socket.send({ type: "auth", token: null });
  socket.send({ type: "hello", worker_name: "w", session_id: randomUUID(), lease_seconds: 30, free: 5 });
  await socket.next();
  await socket.next();
  return socket;
}

const ask = async (method: string, path: string, body?: object) => {
  const reply = await plane.request(method, path, body);
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  return reply.body;
};

type Deployment = Awaited<ReturnType<typeof newDeployment>>;

/** What keeps the run of a deployment back, and what lets it go. */
const CAUSES: Record<string, (name: string) => Promise<{ held: Deployment; free: () => Promise<unknown> }>> = {
  "a pool that is unpaused": async () => {
    const held = await newDeployment(plane, { pool: { is_paused: true } });
    return { held, free: () => ask("PATCH", `/work_pools/${held.name}`, { is_paused: false }) };
  },
  "a pool whose limit is raised": async () => {
    const held = await newDeployment(plane, { pool: { concurrency_limit: 0 } });
    return { held, free: () => ask("PATCH", `/work_pools/${held.name}`, { concurrency_limit: 1 }) };
  },
  "a queue that is unpaused": async () => {
    const held = await newDeployment(plane);
    const queue = `/work_pools/${held.name}/queues/default`;
    await ask("PATCH", queue, { is_paused: true });
    return { held, free: () => ask("PATCH", queue, { is_paused: false }) };
  },
  "a queue whose limit is raised": async () => {
    const held = await newDeployment(plane);
    const queue = `/work_pools/${held.name}/queues/default`;
    await ask("PATCH", queue, { concurrency_limit: 0 });
    return { held, free: () => ask("PATCH", queue, { concurrency_limit: 1 }) };
  },
  "a deployment whose limit is lifted": async () => {
    const held = await newDeployment(plane, { deployment: { concurrency_limit: 1 } });
    await held.newRun();
    expect(await held.claim(1)).toHaveLength(1);
    return { held, free: () => ask("PATCH", `/deployments/${held.id}`, { concurrency_limit: null }) };
  },
  "a named limit that is changed": async (name) => {
    const limit = await ask("POST", "/v2/concurrency_limits/", { name, limit: 1 });
    await ask("POST", "/v2/concurrency_limits/increment", { names: [name], slots: 1 });
    const held = await newDeployment(plane, { deployment: { global_concurrency_limit_id: limit.id } });
    return { held, free: () => ask("PATCH", `/v2/concurrency_limits/${name}`, { limit: 2 }) };
  },
  "a named limit that is deleted": async (name) => {
    const limit = await ask("POST", "/v2/concurrency_limits/", { name, limit: 1 });
    await ask("POST", "/v2/concurrency_limits/increment", { names: [name], slots: 1 });
    const held = await newDeployment(plane, { deployment: { global_concurrency_limit_id: limit.id } });
    return { held, free: () => ask("DELETE", `/v2/concurrency_limits/${name}`) };
  },
  "slots that somebody gives back": async (name) => {
    const limit = await ask("POST", "/v2/concurrency_limits/", { name, limit: 1 });
    await ask("POST", "/v2/concurrency_limits/increment", { names: [name], slots: 1 });
    const held = await newDeployment(plane, { deployment: { global_concurrency_limit_id: limit.id } });
    return { held, free: () => ask("POST", "/v2/concurrency_limits/decrement", { names: [name], slots: 1 }) };
  },
  "slots of a lease that somebody gives back": async (name) => {
    const limit = await ask("POST", "/v2/concurrency_limits/", { name, limit: 1 });
    const { lease_id } = await ask("POST", "/v2/concurrency_limits/increment-with-lease", { names: [name], slots: 1 });
    const held = await newDeployment(plane, { deployment: { global_concurrency_limit_id: limit.id } });
    return { held, free: () => ask("POST", "/v2/concurrency_limits/decrement-with-lease", { lease_id }) };
  },
  "a run of another pool under the same limit that ends": async (name) => {
    const { id: limitId } = await ask("POST", "/v2/concurrency_limits/", { name, limit: 1 });
    const shared = { deployment: { global_concurrency_limit_id: limitId } };
    const other = await newDeployment(plane, shared);
    const id = await other.newRun();
    expect(await other.claim(1)).toHaveLength(1);
    const state = { type: "COMPLETED" };
    const held = await newDeployment(plane, shared);
    return { held, free: () => ask("POST", `/flow_runs/${id}/set_state`, { state, force: true }) };
  },
  "a run in a slot that is deleted": async () => {
    const held = await newDeployment(plane, { pool: { concurrency_limit: 1 } });
    const id = await held.newRun();
    expect(await held.claim(1)).toHaveLength(1);
    return { held, free: () => ask("DELETE", `/flow_runs/${id}`) };
  },
};

describe("a run that waits is assigned at once because of", () => {
  it.each(Object.keys(CAUSES))("%s", async (cause) => {
    const { held, free } = await CAUSES[cause]!(cause);
    const worker = await connect(held.name);
    const id = await held.newRun();
    // All who were woken by the new run have looked, and have left it.
    await expect
      .poll(async () => (await plane.request("GET", `/flow_runs/${id}/why`)).body.reasons.length, { timeout: 20_000 })
      .not.toBe(0);
    const told: WorkNotice[] = [];
    const stopListening = plane.plane.hub.work.subscribe((notice) => told.push(notice));
    await free();
    stopListening();
    const { id: poolId } = await ask("GET", `/work_pools/${held.name}`);
    expect(told.filter(({ kind }) => kind === "freed")).toEqual([
      { kind: "freed", poolId: expect.toBeOneOf([poolId, null]) },
    ]);
    expect((await worker.next()).run.flow_run.id).toBe(id);
    worker.socket.terminate();
  });
});
