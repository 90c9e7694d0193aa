import { randomUUID } from "node:crypto";
import { CHANNEL_PROTOCOLS, type WorkerHello } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newDeployment } from "../../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import { beginSessions } from "../../db/queries/begin-sessions.js";
import { serveSockets, TestSocket, type TestServer } from "../../../test/sockets.js";

const HELLO: Omit<WorkerHello, "session_id"> = {
  type: "hello",
  worker_name: "ada",
  lease_seconds: 30,
  work_queue_names: [],
  runtimes: [],
  labels: {},
  free: 1,
};

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

async function connect(pool: string, { sessionId = randomUUID() as string, free = 1, queues = [] as string[] } = {}) {
  const socket = await TestSocket.open(`${server.url}/work_pools/${pool}/channel`, {
    protocols: [...CHANNEL_PROTOCOLS],
  });
  socket.send({ type: "auth", token: null });
  socket.send({
    type: "hello",
    worker_name: "ada",
    session_id: sessionId,
    lease_seconds: 30,
    free,
    work_queue_names: queues,
  });
  await socket.next();
  await socket.next();
  return socket;
}

const workers = async (pool: string) => (await plane.request("POST", `/work_pools/${pool}/workers/filter`, {})).body;
const statusOf = async (path: string) => (await plane.request("GET", `/work_pools/${path}`)).body.status;
const endOf = async (sessionId: string) =>
  (
    await plane.plane.sql`select extract(epoch from expires_at - clock_timestamp())::float8 as left
    from worker_session where id = ${sessionId}`
  )[0]!["left"] as number;
/** As if the last sign of it had been so long ago. */
const age = (sessionId: string, seconds: number) => plane.plane.sql`
  update worker_session set expires_at = expires_at - make_interval(secs => ${seconds}),
    renewed = renewed - make_interval(secs => ${seconds}) where id = ${sessionId}`;

it("a worker that has said hello is there, and so are its pool and its queues, with nothing to do", async () => {
  const { name, newRun } = await newDeployment(plane);
  await plane.request("POST", `/work_pools/${name}/queues`, { name: "other" });
  expect(await statusOf(name)).toBe("NOT_READY");
  const worker = await connect(name, { queues: ["other"] });
  expect(await workers(name)).toMatchObject([{ name: "ada", status: "ONLINE" }]);
  expect(await statusOf(name)).toBe("READY");
  expect(await statusOf(`${name}/queues/other`)).toBe("READY");
  expect(await statusOf(`${name}/queues/default`)).toBe("NOT_READY");
  const id = await newRun();
  const { reasons } = (await plane.request("GET", `/flow_runs/${id}/why`)).body;
  expect(reasons.map(({ code }: { code: string }) => code)).not.toContain("NO_WORKER");
  worker.socket.terminate();
});

it("it stays so while it is connected, and no longer than its session when it is not", async () => {
  const { name } = await newDeployment(plane);
  const sessionId = randomUUID();
  // With no slot free nothing is claimed for it: also a claim that finds nothing renews the session.
  const worker = await connect(name, { sessionId, free: 0 });
  await age(sessionId, 80);
  expect(await plane.plane.attendance.keep()).toEqual({ kept: 1 });
  expect(await endOf(sessionId)).toBeGreaterThan(80);
  await age(sessionId, 20);
  // It has long enough: the row is not written again.
  expect(await plane.plane.attendance.keep()).toEqual({ kept: 0 });
  worker.socket.terminate();
  await worker.closed;
  expect(await workers(name)).toMatchObject([{ status: "ONLINE" }]);
  await age(sessionId, 80);
  await expect.poll(() => plane.plane.attendance.keep(), { timeout: 20_000 }).toEqual({ kept: 0 });
  await age(sessionId, 80);
  expect(await workers(name)).toMatchObject([{ status: "OFFLINE" }]);
});

it("workers that come together are noted together, each with its pool and queues", async () => {
  const [first, second] = [await newDeployment(plane), await newDeployment(plane)];
  const workspaceId = plane.plane.defaultWorkspaceId;
  const arrivals = [
    { poolName: first.name, queues: ["a, b", '"c"'] },
    { poolName: "none", queues: [] },
    { poolName: second.name, queues: [] },
  ].map(({ poolName, queues }) => {
    const hello = { ...HELLO, session_id: randomUUID() as string, work_queue_names: queues };
    return { workspaceId, poolName, hello };
  });
  const begun = await beginSessions(plane.plane.sql, arrivals);
  expect(begun).toEqual([
    expect.objectContaining({ is_idle: true }),
    undefined,
    expect.objectContaining({ is_idle: true }),
  ]);
  const rows = await plane.plane.sql`
    select p.name, s.work_queue_names from worker_session s join work_pool p on p.id = s.work_pool_id
    where s.id = any(${arrivals.map(({ hello }) => hello.session_id)}::uuid[]) order by p.created`;
  expect([...rows]).toEqual([
    { name: first.name, work_queue_names: ["a, b", '"c"'] },
    { name: second.name, work_queue_names: null },
  ]);
});

it("a worker that takes leave is gone at once", async () => {
  const { name } = await newDeployment(plane);
  const worker = await connect(name);
  expect(await workers(name)).toMatchObject([{ status: "ONLINE" }]);
  worker.socket.close(1000);
  await expect.poll(async () => (await workers(name))[0].status, { timeout: 20_000 }).toBe("OFFLINE");
});

it("a socket that is open keeps no lease: a worker renews what it has in hand itself", async () => {
  const { name, newRun } = await newDeployment(plane);
  const sessionId = randomUUID();
  await newRun();
  const worker = await connect(name, { sessionId });
  expect((await worker.next()).type).toBe("assign");
  expect(await endOf(sessionId)).toBeLessThanOrEqual(30);
  await age(sessionId, 20);
  expect(await plane.plane.attendance.keep()).toEqual({ kept: 0 });
  worker.socket.terminate();
  await worker.closed;
  const again = await connect(name, { sessionId, free: 0 });
  expect(await endOf(sessionId)).toBeLessThanOrEqual(10);
  again.socket.terminate();
});
