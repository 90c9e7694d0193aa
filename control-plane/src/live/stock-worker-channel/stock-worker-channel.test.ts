import { randomUUID } from "node:crypto";
import { templateOf } from "@kedge/work-pools/templates";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import { serveSockets, TestSocket, type TestServer } from "../../../test/sockets.js";

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
beforeEach(async () => {
  pool = `stock pool ${pools++}`;
  const created = await plane.request("POST", "/work_pools/", { name: pool, type: "process" });
  expect(created.status).toBe(201);
});

const pathOf = (name: string) => `/work_pools/${encodeURIComponent(name)}`;
const urlOf = (name: string) => `${server.url}${pathOf(name)}/workers/connect`;
const read = async (name = pool) => (await plane.request("GET", pathOf(name))).body;
const change = async (changes: object) => {
  expect((await plane.request("PATCH", pathOf(pool), changes)).status).toBe(204);
};

function frame(type: string, payload: object) {
  return { type, id: randomUUID(), sent_at: "2026-01-01T00:00:00.123456Z", payload };
}

/** As Prefect 3.8.8 sends it. */
function hello(changes: object = {}) {
  return frame("worker.hello.v1", {
    consumer_id: randomUUID(),
    worker_name: "stock worker",
    worker_type: "process",
    heartbeat_interval_seconds: 30,
    supported_channel_versions: ["work_pool_worker_channel.v1"],
    requested_capabilities: ["worker_heartbeat.v1", "work_pool_snapshot.v1"],
    work_queue_names: [],
    handled_cleanup_kinds: [],
    max_cleanup_concurrency: 0,
    create_pool_if_not_found: false,
    default_base_job_template: {},
    worker_metadata: null,
    ...changes,
  });
}

async function greet(changes: object = {}, name = pool) {
  const socket = await TestSocket.authenticated(urlOf(name));
  socket.send(hello(changes));
  return socket;
}

/** Past ready. */
async function join(changes: object = {}, name = pool) {
  const consumerId = randomUUID();
  const socket = await greet({ consumer_id: consumerId, ...changes }, name);
  const ready = await socket.next();
  expect(ready.type).toBe("worker.ready.v1");
  const beat = (also: object = {}) =>
    frame("worker.heartbeat.v1", {
      consumer_id: consumerId,
      worker_name: "stock worker",
      heartbeat_interval_seconds: 30,
      ...also,
    });
  return { socket, consumerId, beat, ready: ready.payload };
}

const AUTHENTICATION_FAILED = { code: 1008, reason: "authentication_failed" };
const AUTHORIZATION_FAILED = { code: 1008, reason: "authorization_failed" };
const PROTOCOL_ERROR = { code: 1002, reason: "protocol_error" };

describe("the handshake", () => {
  it("without the prefect subprotocol the channel is closed", async () => {
    const socket = await TestSocket.open(urlOf(pool), { protocols: [] });
    expect(await socket.closed).toEqual(AUTHENTICATION_FAILED);
  });

  it("anything but auth first is a failed authentication", async () => {
    const socket = await TestSocket.open(urlOf(pool));
    socket.send(hello());
    expect(await socket.closed).toEqual(AUTHENTICATION_FAILED);
  });

  it("a worker that is slow with its hello is told to come again", async () => {
    const impatient = await serveSockets(plane.plane, { deadlineMs: 50 });
    const socket = await TestSocket.authenticated(`${impatient.url}${pathOf(pool)}/workers/connect`);
    expect(await socket.closed).toMatchObject({ code: 1013 });
    await impatient.close();
  });

  it("hello is answered with what was agreed, all queues by priority, and the pool as REST shows it", async () => {
    await plane.request("POST", `${pathOf(pool)}/queues`, { name: "second" });
    const { socket, ready, consumerId } = await join({
      heartbeat_interval_seconds: 7,
      requested_capabilities: ["worker_heartbeat.v1", "cleanup_delivery.v1", "work_pool_snapshot.v1"],
      handled_cleanup_kinds: ["cancelling_timeout_teardown.v1"],
      max_cleanup_concurrency: 4,
    });
    expect(ready).toEqual({
      consumer_id: consumerId,
      worker_id: null,
      selected_channel_version: "work_pool_worker_channel.v1",
      effective_heartbeat_interval_seconds: 7,
      accepted_capabilities: ["work_pool_snapshot.v1", "worker_heartbeat.v1"],
      rejected_capabilities: ["cleanup_delivery.v1"],
      effective_max_cleanup_concurrency: 0,
      resolved_work_queues: [
        { id: expect.any(String), name: "default" },
        { id: expect.any(String), name: "second" },
      ],
      initial_snapshot: { snapshot_sequence: 1, reason: "initial", work_pool: await read() },
    });
    expect(ready.initial_snapshot.work_pool).toMatchObject({ name: pool, status: "READY" });
    socket.socket.close();
  });

  it("the queues that were named are resolved; one that isn't there closes the channel", async () => {
    await plane.request("POST", `${pathOf(pool)}/queues`, { name: "wanted" });
    const { socket, ready } = await join({ work_queue_names: ["wanted", "wanted"] });
    expect(ready.resolved_work_queues).toEqual([{ id: expect.any(String), name: "wanted" }]);
    socket.socket.close();
    expect(await (await greet({ work_queue_names: ["default", "missing"] })).closed).toEqual(AUTHORIZATION_FAILED);
  });

  it("a version that isn't spoken is refused by that name", async () => {
    const socket = await greet({ supported_channel_versions: ["work_pool_worker_channel.v2"] });
    expect(await socket.closed).toEqual({ code: 1008, reason: "unsupported_version" });
  });

  it.each([
    ["no JSON", "{"],
    [
      "a heartbeat",
      frame("worker.heartbeat.v1", { consumer_id: randomUUID(), worker_name: "w", heartbeat_interval_seconds: 1 }),
    ],
    ["a key too many beside the payload", { ...hello(), extra: 1 }],
    ["a key too many in the payload", hello({ extra: 1 })],
    ["no id", { ...hello(), id: undefined }],
    ["no instant", { ...hello(), sent_at: "yesterday" }],
    ["no name", hello({ worker_name: "" })],
    ["no interval", hello({ heartbeat_interval_seconds: 0 })],
    ["a required capability short", hello({ requested_capabilities: ["worker_heartbeat.v1"] })],
    ["cleaning up unasked", hello({ max_cleanup_concurrency: 1 })],
    ["an unknown cleanup", hello({ handled_cleanup_kinds: ["other.v1"] })],
  ])("in place of hello: %s is a protocol error", async (_what, sent) => {
    const socket = await TestSocket.authenticated(urlOf(pool));
    socket.send(sent);
    expect(await socket.closed).toEqual(PROTOCOL_ERROR);
  });
});

describe("the pool", () => {
  const template = { job_configuration: { command: "{{ command }}" }, variables: { properties: { command: {} } } };

  it("one that isn't there closes the channel, unless the worker asks for it", async () => {
    expect(await (await greet({}, "absent pool")).closed).toEqual(AUTHORIZATION_FAILED);
    expect((await plane.request("GET", pathOf("absent pool"))).status).toBe(404);
    const { socket, ready } = await join(
      { create_pool_if_not_found: true, worker_type: "of my own", default_base_job_template: template },
      "absent pool",
    );
    expect(ready.initial_snapshot.work_pool).toMatchObject({ type: "of my own", base_job_template: template });
    expect(ready.resolved_work_queues).toMatchObject([{ name: "default" }]);
    socket.socket.close();
  });

  it("workers that ask for the same pool at once are all let in", async () => {
    const name = "asked for by many";
    const joined = await Promise.all(Array.from({ length: 5 }, () => join({ create_pool_if_not_found: true }, name)));
    const ids = joined.map(({ ready }) => ready.initial_snapshot.work_pool.id);
    expect(new Set(ids).size).toBe(1);
    expect((await read(name)).base_job_template).toEqual(JSON.parse(JSON.stringify(templateOf("process"))));
    for (const { socket } of joined) socket.socket.close();
  });

  it.each(["prefect pool", "Prefect-pool"])("%s is not made: the name is reserved", async (name) => {
    expect(await (await greet({ create_pool_if_not_found: true }, name)).closed).toEqual(AUTHORIZATION_FAILED);
    expect((await plane.request("GET", pathOf(name))).status).toBe(404);
  });

  it.each([
    ["a name that no pool may have", "50 % of it", {}],
    [
      "a template that fits nothing",
      "badly templated",
      { default_base_job_template: { job_configuration: "{{ x }}" } },
    ],
  ])("%s is a protocol error", async (_what, name, also) => {
    expect(await (await greet({ create_pool_if_not_found: true, ...also }, name)).closed).toEqual(PROTOCOL_ERROR);
  });

  it("an empty template is filled with the worker's own, one that is there is left", async () => {
    await plane.request("POST", "/work_pools/", { name: "untemplated", type: "of my own" });
    expect((await read("untemplated")).base_job_template).toEqual({});
    const first = await join({ default_base_job_template: template }, "untemplated");
    expect(first.ready.initial_snapshot.work_pool.base_job_template).toEqual(template);
    const second = await join({ default_base_job_template: { job_configuration: {}, variables: {} } }, "untemplated");
    expect(second.ready.initial_snapshot.work_pool.base_job_template).toEqual(template);
    expect((await read("untemplated")).base_job_template).toEqual(template);
    first.socket.socket.close();
    second.socket.socket.close();
  });
});

describe("heartbeats", () => {
  const forget = () => plane.plane.sql`update worker set last_heartbeat_time = now() - interval '1 day'`;

  it("each is stored, and the pool is ready by it", async () => {
    const { socket, beat } = await join();
    await forget();
    expect((await read()).status).toBe("NOT_READY");
    socket.send(beat({ heartbeat_interval_seconds: 11 }));
    // Answered after the heartbeat before it was stored.
    await socket.ping();
    expect((await read()).status).toBe("READY");
    const workers = await plane.request("POST", `${pathOf(pool)}/workers/filter`, {});
    expect(workers.body).toMatchObject([{ name: "stock worker", status: "ONLINE", heartbeat_interval_seconds: 11 }]);
    socket.socket.close();
  });

  it("of another worker than said hello is a protocol error", async () => {
    for (const other of [{ consumer_id: randomUUID() }, { worker_name: "another" }]) {
      const { socket, beat } = await join();
      socket.send(beat(other));
      expect(await socket.closed).toEqual(PROTOCOL_ERROR);
    }
  });

  it("one that cannot be stored closes the channel so that the worker comes again", async () => {
    const { socket, beat } = await join();
    const { sql } = plane.plane;
    await sql`alter table worker rename to worker_away`;
    try {
      socket.send(beat());
      expect(await socket.closed).toEqual({ code: 1011, reason: "heartbeat_persistence_failed" });
    } finally {
      await sql`alter table worker_away rename to worker`;
    }
  });

  it("finds a change that nobody told of", async () => {
    const { socket, beat } = await join();
    await plane.plane.sql`update work_pool set is_paused = true, updated = clock_timestamp() where name = ${pool}`;
    socket.send(beat());
    expect(await socket.next()).toMatchObject({
      type: "work_pool.snapshot.v1",
      payload: { snapshot_sequence: 2, reason: "heartbeat_reconciliation", work_pool: { is_paused: true } },
    });
    socket.send(beat());
    await socket.ping();
    await change({ concurrency_limit: 1 });
    expect((await socket.next()).payload).toMatchObject({ snapshot_sequence: 3, reason: "work_pool_updated" });
    socket.socket.close();
  });
});

describe("snapshots", () => {
  it.each([
    { is_paused: true },
    { concurrency_limit: 3 },
    { base_job_template: { job_configuration: { a: 1 }, variables: { properties: {} } } },
    {
      storage_configuration: {
        bundle_upload_step: { a: 1 },
        bundle_execution_step: null,
        default_result_storage_block_id: null,
      },
    },
  ])("$0 is told, as REST shows the pool", async (changes) => {
    const { socket } = await join();
    await change(changes);
    const snapshot = await socket.next();
    expect(snapshot).toEqual({
      type: "work_pool.snapshot.v1",
      id: expect.stringMatching(/^.{14}7/),
      sent_at: expect.stringMatching(/Z$/),
      payload: { snapshot_sequence: 2, reason: "work_pool_updated", work_pool: await read() },
    });
    expect(snapshot.payload.work_pool).toMatchObject(changes);
    socket.socket.close();
  });

  it("changes that come together are told once, those of other pools and of a description are not", async () => {
    const { socket, ready } = await join();
    const noticed: string[] = [];
    const unsubscribe = plane.plane.hub.pools.subscribe((id) => noticed.push(id));
    await change({ description: "another" });
    expect(noticed).toEqual([]);
    unsubscribe();
    plane.plane.hub.pools.tell(randomUUID());
    for (let i = 0; i < 5; i++) plane.plane.hub.pools.tell(ready.initial_snapshot.work_pool.id);
    expect((await socket.next()).payload.snapshot_sequence).toBe(2);
    await change({ is_paused: true });
    expect((await socket.next()).payload).toMatchObject({ snapshot_sequence: 3, work_pool: { is_paused: true } });
    socket.socket.close();
  });

  it("a pool that is deleted closes the channel, also one that is made anew under its name", async () => {
    const { socket, beat } = await join();
    const other = await join();
    await plane.plane.sql`delete from work_pool where name = ${pool}`;
    expect((await plane.request("POST", "/work_pools/", { name: pool })).status).toBe(201);
    socket.send(beat());
    expect(await socket.closed).toEqual(AUTHORIZATION_FAILED);
    plane.plane.hub.pools.tell(other.ready.initial_snapshot.work_pool.id);
    expect(await other.socket.closed).toEqual(AUTHORIZATION_FAILED);

    const last = await join();
    expect((await plane.request("DELETE", pathOf(pool))).status).toBe(204);
    expect(await last.socket.closed).toEqual(AUTHORIZATION_FAILED);
  });
});

describe("other frames", () => {
  it.each([
    ["no JSON", "heartbeat"],
    ["another hello", hello()],
    ["a frame of the server's", frame("work_pool.snapshot.v1", {})],
    ["an unknown type", frame("worker.other.v1", {})],
    ["a heartbeat with a key too many", "beat"],
    ["a release without its reason", frame("cleanup.release.v1", { message_id: randomUUID(), reservation_token: "t" })],
  ])("%s is a protocol error", async (_what, sent) => {
    const { socket, beat } = await join();
    socket.send(sent === "beat" ? beat({ extra: 1 }) : sent);
    expect(await socket.closed).toEqual(PROTOCOL_ERROR);
  });

  it.each([
    ["ack", {}],
    ["renew", {}],
    ["release", { reason: "no room" }],
  ])("cleanup.%s is answered: it was not accepted", async (operation, also) => {
    const { socket } = await join();
    const sent = frame(`cleanup.${operation}.v1`, { message_id: randomUUID(), reservation_token: "t", ...also });
    socket.send(sent);
    expect(await socket.next()).toMatchObject({
      type: "cleanup.operation_result.v1",
      payload: {
        request_frame_id: sent.id,
        operation,
        status: "unauthorized",
        reason: "cleanup_delivery_not_accepted",
        lease_expires_at: null,
      },
    });
    socket.socket.close();
  });
});

it("a server that stops asks the worker to come again", async () => {
  const other = await serveSockets(plane.plane);
  const socket = await TestSocket.authenticated(`${other.url}${pathOf(pool)}/workers/connect`);
  socket.send(hello());
  await socket.next();
  await other.close();
  expect(await socket.closed).toMatchObject({ code: 1012 });
});
