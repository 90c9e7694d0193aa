import { randomUUID } from "node:crypto";
import { CHANNEL_PROTOCOLS } from "kedge/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { channelUrl, ChannelWorker, type ChannelWorkerOptions } from "../../../test/channel-worker.js";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import { refusalOf, serveSockets, TestSocket, type TestServer } from "../../../test/sockets.js";

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

let pools = 0;
let pool: string;
let newRun: (body?: object) => Promise<{ id: string }>;
beforeEach(async () => {
  ({ pool, newRun } = await newPool());
});

async function newPool(fields: object = {}) {
  const name = `pool ${pools++}`;
  const created = await plane.request("POST", "/work_pools/", { name, type: "process", ...fields });
  expect(created.status).toBe(201);
  const flow = await plane.request("POST", "/flows/", { name });
  const deployment = await plane.request("POST", "/deployments/", {
    name,
    flow_id: flow.body.id,
    work_pool_name: name,
    entrypoint: "flow.ts:main",
  });
  expect(deployment.status).toBe(201);
  return {
    pool: name,
    async newRun(body: object = {}) {
      const reply = await plane.request("POST", `/deployments/${deployment.body.id}/create_flow_run`, body);
      expect(reply.status).toBe(201);
      return reply.body as { id: string };
    },
  };
}

async function change(fields: object) {
  const changed = await plane.request("PATCH", `/work_pools/${encodeURIComponent(pool)}`, fields);
  expect(changed.status).toBe(204);
}

const channelOf = (name: string) => channelUrl(server.url, name);

const connect = (options: Partial<ChannelWorkerOptions> = {}) =>
  ChannelWorker.connect(server.url, { pool, ...options });

describe("the handshake", () => {
  it("a client that speaks no version of ours is refused at the upgrade", async () => {
    expect(await refusalOf(channelOf(pool))).toBe(400);
  });

  it("nothing is looked at before the worker has said who it is", async () => {
    const socket = await TestSocket.open(channelOf(pool), { protocols: [...CHANNEL_PROTOCOLS] });
    socket.send({ type: "hello", worker_name: "w", session_id: randomUUID(), lease_seconds: 30, free: 1 });
    expect(await socket.closed).toMatchObject({ code: 1008 });
  });

  it.each([
    [{ type: "hello" }, "Invalid hello: worker_name"],
    ["nonsense", "Invalid hello"],
  ])("a hello that says too little closes the socket", async (hello, reason) => {
    const socket = await TestSocket.open(channelOf(pool), { protocols: [...CHANNEL_PROTOCOLS] });
    socket.send({ type: "auth", token: null });
    socket.send(hello);
    expect(await socket.closed).toMatchObject({ code: 1002, reason: expect.stringContaining(reason) });
  });

  it("a pool that does not exist is named", async () => {
    const socket = await TestSocket.open(channelOf("none"), { protocols: [...CHANNEL_PROTOCOLS] });
    socket.send({ type: "auth", token: null });
    socket.send({ type: "hello", worker_name: "w", session_id: randomUUID(), lease_seconds: 30, free: 1 });
    expect(await socket.closed).toEqual({ code: 1008, reason: "Work pool none not found" });
  });
});

describe("assignment", () => {
  it("a run that was due before the worker came is assigned to it, with all it needs", async () => {
    const run = await newRun({ parameters: { y: 2 } });
    const worker = await connect();
    expect(await worker.next()).toMatchObject({
      type: "assign",
      seq: 2,
      run: { flow_run: { id: run.id, state_type: "PENDING", parameters: { y: 2 } }, fence: "1.1", attempt: 1 },
    });
    worker.close();
  });

  it("a run that is created later is assigned at once, and one with a future start when it is due", async () => {
    const worker = await connect({ free: 2 });
    const now = await newRun();
    expect((await worker.next()).run.flow_run.id).toBe(now.id);
    worker.ack(2, 1);
    const scheduled_time = new Date(Date.now() + 300).toISOString();
    const later = await newRun({ state: { type: "SCHEDULED", state_details: { scheduled_time } } });
    const { run } = await worker.next();
    expect(run.flow_run.id).toBe(later.id);
    expect(run.flow_run.state.timestamp >= scheduled_time).toBe(true);
    worker.close();
  });

  it("a worker is given no more than it has free, and the next when it has room again", async () => {
    const runs = await Promise.all(Array.from({ length: 5 }, () => newRun()));
    const worker = await connect({ free: 2 });
    const first = [await worker.next(), await worker.next()];
    expect(await worker.quiet()).toEqual([]);
    worker.ack(first[1].seq, 1, [first[0].run.flow_run.id]);
    const third = await worker.next();
    expect(await worker.quiet()).toEqual([]);
    const ids = [...first, third].map((frame) => frame.run.flow_run.id);
    expect(new Set(ids).size).toBe(3);
    expect(runs.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    worker.close();
  });

  it("a count that was sent before an assignment came does not count it as free again", async () => {
    await Promise.all(Array.from({ length: 3 }, () => newRun()));
    const worker = await connect({ free: 1 });
    const first = await worker.next();
    // It crossed with the assignment: counted when only the welcome had come.
    worker.ack(1, 1);
    expect(await worker.quiet()).toEqual([]);
    worker.ack(first.seq, 1);
    expect((await worker.next()).type).toBe("assign");
    worker.close();
  });

  it("few runs are spread over the workers, whoever has most free first", async () => {
    const workers = await Promise.all([4, 4, 4].map((free) => connect({ free })));
    const unserved = new Map(workers.map((worker) => [worker, worker.next().then((frame) => ({ worker, frame }))]));
    for (let i = 0; i < 3; i++) {
      const { id } = await newRun();
      const { worker, frame } = await Promise.race(unserved.values());
      expect(frame.run.flow_run.id).toBe(id);
      unserved.delete(worker);
    }
    for (const worker of workers) worker.close();
  });

  it("of a burst each worker is given one before any is given a second", async () => {
    await change({ is_paused: true });
    const workers = await Promise.all([4, 4, 4, 4].map((free) => connect({ free })));
    const runs = await Promise.all(workers.map(() => newRun()));
    await change({ is_paused: false });
    const frames = await Promise.all(workers.map((worker) => worker.next()));
    expect(frames.map((frame) => frame.run.flow_run.id).sort()).toEqual(runs.map(({ id }) => id).sort());
    for (const worker of workers) worker.close();
  });

  it("a worker of one queue is not given the runs of another", async () => {
    await plane.request("POST", `/work_pools/${encodeURIComponent(pool)}/queues`, { name: "other" });
    const other = await connect({ free: 5, queues: ["other"] });
    const run = await newRun();
    const worker = await connect();
    expect((await worker.next()).run.flow_run.id).toBe(run.id);
    expect(await other.quiet()).toEqual([]);
    for (const each of [worker, other]) each.close();
  });

  it("a slot of a limited pool that a run frees is given to the next run at once", async () => {
    const limited = await newPool({ concurrency_limit: 1 });
    const [first, second] = [await limited.newRun(), await limited.newRun()];
    const worker = await connect({ pool: limited.pool, free: 5 });
    const assigned = await worker.next();
    expect(assigned.run.flow_run.id).toBe(first.id);
    worker.ack(assigned.seq, 4);
    expect(await worker.quiet()).toEqual([]);
    worker.call("setFlowRunState", {
      params: { id: first.id },
      fence: assigned.run.fence,
      body: { state: { type: "COMPLETED" } },
    });
    const frames = [await worker.next(), await worker.next()];
    expect(frames.find((frame) => frame.type === "answer")).toMatchObject({ status: 201 });
    expect(frames.find((frame) => frame.type === "assign").run.flow_run.id).toBe(second.id);
    worker.close();
  });

  it("a worker that drains is given nothing more, and hears when nothing is on its way", async () => {
    const worker = await connect({ free: 5 });
    worker.send({ type: "drain" });
    expect(await worker.next()).toMatchObject({ type: "drained" });
    await newRun();
    expect(await worker.quiet()).toEqual([]);
    worker.close();
  });
});

describe("a run in a worker's hands", () => {
  it("is cancelled through the channel, whoever cancels it", async () => {
    const run = await newRun();
    const worker = await connect();
    const { run: claimed } = await worker.next();
    await plane.request("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "CANCELLING" } });
    expect(await worker.next()).toMatchObject({
      type: "stop",
      flow_run_id: run.id,
      fence: claimed.fence,
      reason: "cancelled",
    });
    worker.close();
  });

  it("is lost when somebody puts it back into the queue", async () => {
    const run = await newRun();
    const worker = await connect();
    await worker.next();
    await plane.request("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "SCHEDULED" }, force: true });
    expect(await worker.next()).toMatchObject({ type: "stop", flow_run_id: run.id, reason: "lost" });
    worker.close();
  });

  it("is renewed, and a cancel that a broken connection kept from the worker is heard then", async () => {
    const run = await newRun();
    const first = await connect();
    const { run: claimed } = await first.next();
    first.close();
    await first.socket.closed;
    await plane.request("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "CANCELLING" } });
    const again = await connect({ sessionId: first.sessionId, free: 0 });
    again.call("renewLeases", {
      params: { id: first.sessionId },
      body: { runs: [{ flow_run_id: run.id, fence: claimed.fence }], unheard: true },
    });
    expect(await again.next()).toMatchObject({
      type: "answer",
      status: 200,
      body: { cancelling: [run.id], lost: [], unheard: [] },
    });
    again.close();
  });

  it("that a worker said it has is cancelled over the connection it has now", async () => {
    const run = await newRun();
    const first = await connect();
    const { run: claimed } = await first.next();
    first.close();
    const again = await connect({ sessionId: first.sessionId, free: 0 });
    const runs = [{ flow_run_id: run.id, fence: claimed.fence }];
    again.call("renewLeases", { params: { id: first.sessionId }, body: { runs } });
    await again.next();
    await plane.request("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "CANCELLING" } });
    expect(await again.next()).toMatchObject({ type: "stop", flow_run_id: run.id });
    again.close();
  });

  it("whose assignment was lost with the connection comes with the renewal, under the same fence", async () => {
    const run = await newRun();
    const first = await connect();
    const lost = await first.next();
    first.close();
    const again = await connect({ sessionId: first.sessionId, free: 1 });
    again.call("renewLeases", { params: { id: first.sessionId }, body: { runs: [], unheard: true } });
    const { body } = await again.next();
    expect(body.unheard).toMatchObject([
      { flow_run: { id: run.id }, fence: lost.run.fence, entrypoint: "flow.ts:main" },
    ]);
    again.close();
  });
});

describe("frames", () => {
  it("a frame that repeats is carried out once", async () => {
    const worker = await connect();
    const frame = { type: "call", seq: 1, operation: "readFlowRun", params: { id: randomUUID() } };
    worker.socket.send(frame);
    worker.socket.send(frame);
    worker.socket.send({ ...frame, seq: 2 });
    // Calls are worked on side by side, so their answers may change places.
    const answers = [await worker.next(), await worker.next()];
    expect(answers.map(({ to, status }) => [to, status]).sort()).toEqual([
      [1, 404],
      [2, 404],
    ]);
    worker.close();
  });

  it("a missing frame closes the socket", async () => {
    const worker = await connect();
    worker.socket.send({ type: "ack", seq: 2, acked: 1, free: 1 });
    expect(await worker.socket.closed).toEqual({ code: 1002, reason: "Frame 1 is missing before 2" });
  });

  it("a call that the contract refuses is answered as over REST", async () => {
    const worker = await connect();
    worker.call("setFlowRunState", { params: { id: "one" }, body: { state: { type: "BLUE" } } });
    const overChannel = await worker.next();
    const overRest = await plane.request("POST", "/flow_runs/one/set_state", { state: { type: "BLUE" } });
    expect(overChannel).toMatchObject({ type: "answer", status: overRest.status });
    expect(overChannel.body.exception_detail).toEqual(overRest.body.exception_detail);
    worker.close();
  });

  it("an operation that is none of the channel's is not found", async () => {
    const worker = await connect();
    worker.call("deleteFlowRun", { params: { id: randomUUID() } });
    expect(await worker.next()).toMatchObject({ status: 404, body: { code: "ROUTE_NOT_FOUND" } });
    worker.close();
  });

  it("a server that stops tells each worker when to come back", async () => {
    const stopping = await startTestPlane();
    const other = await serveSockets(stopping.plane);
    await stopping.request("POST", "/work_pools/", { name: "p", type: "process" });
    const socket = await TestSocket.open(`${other.url}/work_pools/p/channel`, { protocols: [...CHANNEL_PROTOCOLS] });
    socket.send({ type: "auth", token: null });
    socket.send({ type: "hello", worker_name: "w", session_id: randomUUID(), lease_seconds: 30, free: 1 });
    await socket.next();
    await socket.next();
    const closing = other.close();
    expect(await socket.next()).toEqual({ type: "leave", seq: 2, reconnect_after_ms: expect.any(Number) });
    expect((await socket.closed).code).toBe(1012);
    await closing;
    await stopping.stop();
  });
});
