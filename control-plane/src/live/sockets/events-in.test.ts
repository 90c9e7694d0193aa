import { FENCE_HEADER, fenceHeader, uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import { refusalOf, serveSockets, TestSocket, type TestServer } from "../../../test/sockets.js";
import { taskRunEvent } from "../../../test/task-run-event.js";

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

const open = (headers?: Record<string, string>) => TestSocket.authenticated(`${server.url}/events/in`, headers);
const event = (name = "user.thing.happened", fields: object = {}) => ({
  id: uuidv7(),
  occurred: new Date().toISOString(),
  event: name,
  resource: { "prefect.resource.id": "user.thing.1" },
  related: [],
  payload: {},
  follows: null,
  ...fields,
});
async function newFlowRun(): Promise<string> {
  const flow = await plane.request("POST", "/flows/", { name: "observed" });
  return (await plane.request("POST", "/flow_runs/", { flow_id: flow.body.id })).body.id;
}
const countOf = async (name: string) => {
  const [row] = await plane.plane.sql`select count(*)::int as count from event where event = ${name}`;
  return row!.count;
};

it("a pong means that every event sent before the ping is in the database", async () => {
  const client = await open();
  for (let round = 1; round <= 5; round++) {
    for (let i = 0; i < 200; i++) client.send(event("user.counted"));
    await client.ping();
    expect(await countOf("user.counted")).toBe(200 * round);
  }
  client.socket.close();
});

it("a pong is withheld while the database refuses, and the client is told to come back", async () => {
  const broken = await startTestPlane();
  const brokenServer = await serveSockets({
    ...broken.plane,
    log: { ...broken.plane.log, error() {} },
    events: { write: () => Promise.reject(new Error("no database")) } as never,
  });
  const client = await TestSocket.authenticated(`${brokenServer.url}/events/in`);
  let hasPong = false;
  client.socket.on("pong", () => (hasPong = true));
  client.send(event());
  client.socket.ping();
  expect(await client.closed).toEqual({ code: 1013, reason: expect.stringContaining("send them again") });
  expect(hasPong).toBe(false);
  await brokenServer.close();
  await broken.stop();
});

it("events that a client sends again after it has connected again are stored once", async () => {
  const events = Array.from({ length: 50 }, () => event("user.resent"));
  for (let attempt = 0; attempt < 2; attempt++) {
    const client = await open();
    for (const each of events) client.send(each);
    await client.ping();
    client.socket.terminate();
  }
  expect(await countOf("user.resent")).toBe(50);
});

it("a malformed event is skipped, and those around it are stored", async () => {
  const client = await open();
  const name = "user.around";
  for (const frame of [event(name), "not json", { event: name }, event(name, { id: "1" }), "[]", "null", event(name)]) {
    client.send(frame);
  }
  await client.ping();
  expect(await countOf(name)).toBe(2);
  client.socket.close();
});

it("a NUL in an event is taken out of it", async () => {
  const client = await open();
  client.send(event("user.nul", { payload: { text: "a\0b", path: "C:\\u0000" } }));
  await client.ping();
  const rows = await plane.plane.sql`select payload from event where event = 'user.nul'`;
  expect([...rows]).toEqual([{ payload: { text: "ab", path: "C:\\u0000" } }]);
  client.socket.close();
});

it("the states of a client's task run are recorded by the time of the pong", async () => {
  const client = await open();
  const [taskRunId, flowRunId] = [uuidv7(), await newFlowRun()];
  const states = ["PENDING", "RUNNING", "COMPLETED"];
  for (const [i, type] of states.entries()) {
    client.send(taskRunEvent({ taskRunId, flowRunId, type, occurred: `2026-01-01T00:00:0${i}Z` }));
  }
  await client.ping();
  const { body } = await plane.request("GET", `/task_runs/${taskRunId}`);
  expect(body).toMatchObject({ state_type: "COMPLETED", flow_run_id: flowRunId });
  const rows = await plane.plane
    .sql`select type from task_run_state where task_run_id = ${taskRunId} order by timestamp`;
  expect(rows.map((row) => row.type)).toEqual(states);
  client.socket.close();
});

it("the states of an attempt that is over are refused without cutting off its other events", async () => {
  const run = { id: await newFlowRun() };
  await plane.plane.sql`update flow_run set fence_epoch = 1, fence_counter = 2 where id = ${run.id}`;
  const client = await open({ [FENCE_HEADER]: fenceHeader(run.id, "1.1") });
  const taskRunId = uuidv7();
  client.send(taskRunEvent({ taskRunId, flowRunId: run.id, type: "RUNNING", occurred: "2026-01-01T00:00:00Z" }));
  client.send(event("user.after"));
  await client.ping();
  expect((await plane.request("GET", `/task_runs/${taskRunId}`)).status).toBe(404);
  expect(await countOf("user.after")).toBe(1);
  client.socket.close();
});

it("a header that is no fence is refused rather than passed over", async () => {
  expect(await refusalOf(`${server.url}/events/in`, { [FENCE_HEADER]: "mine" })).toBe(400);
});

it("a flood is read no faster than it can be stored", async () => {
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let stored = 0;
  let taken = 0;
  const slow = {
    async write(_: string, events: readonly unknown[]) {
      taken += events.length;
      await held;
      stored += events.length;
    },
  };
  const slowServer = await serveSockets({ ...plane.plane, events: slow as never });
  const client = await TestSocket.authenticated(`${slowServer.url}/events/in`);
  const padding = "x".repeat(10_000);
  const count = 2000;
  for (let i = 0; i < count; i++) client.send(event("user.flood", { payload: { padding } }));
  // 20 MB are on their way. The kernel's buffers and this server's bounds hold a part; the rest has to stay with the client.
  await new Promise<void>((resolve) => {
    const poll = () => (taken > 0 && client.socket.bufferedAmount > 4_000_000 ? resolve() : setImmediate(poll));
    poll();
  });
  expect(taken).toBeLessThan(count / 4);
  release();
  await client.ping();
  expect(stored).toBe(count);
  client.socket.close();
  await slowServer.close();
});
