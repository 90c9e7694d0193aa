import { randomUUID } from "node:crypto";
import type { Event } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import { foreman } from "../../services/foreman.js";

let plane: TestPlane;
let made = 0;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

async function newPool(fields: object = {}) {
  const name = `pool ${made++}`;
  const reply = await plane.request("POST", "/work_pools/", { name, type: "process", ...fields });
  expect(reply.status).toBe(201);
  const path = `/work_pools/${encodeURIComponent(name)}`;
  return { name, path, id: reply.body.id as string, made: reply.body };
}
const read = async (path: string) => (await plane.request("GET", path)).body;
const heartbeat = (path: string, name = "stock", seconds = 30) =>
  plane.request("POST", `${path}/workers/heartbeat`, { name, heartbeat_interval_seconds: seconds });
const claim = (path: string, fields: object = {}) =>
  plane.request("POST", `${path}/claim`, { session_id: randomUUID(), worker_name: "ours", slots: 1, ...fields });

/** The names of what was told of a pool and its queues, in the order in which it happened. */
async function told(poolId: string): Promise<string[]> {
  const rows = await plane.plane.sql<Pick<Event, "event">[]>`
    select event from event
    where resource_id = ${`prefect.work-pool.${poolId}`}
      or related @> ${JSON.stringify([{ "prefect.resource.id": `prefect.work-pool.${poolId}` }])}::jsonb
    order by occurred, id`;
  return rows.map(({ event }) => event.replace("prefect.work-", ""));
}

async function newRun(poolName: string, fields: object = {}) {
  const flow = await plane.request("POST", "/flows/", { name: "worked" });
  const run = await plane.request("POST", "/flow_runs/", {
    flow_id: flow.body.id,
    work_pool_name: poolName,
    state: { type: "SCHEDULED" },
    ...fields,
  });
  expect(run.status).toBe(201);
  return run.body;
}

it("a new pool has a default queue, and both are told of", async () => {
  const { path, id, made: pool } = await newPool({ concurrency_limit: 3 });
  expect(pool).toMatchObject({
    status: "NOT_READY",
    active_slots: 0,
    storage_configuration: { bundle_upload_step: null, default_result_storage_block_id: null },
  });
  const { body: queues } = await plane.request("POST", `${path}/queues/filter`, {});
  expect(queues).toMatchObject([{ id: pool.default_queue_id, name: "default", priority: 1, active_slots: null }]);
  expect(await told(id)).toEqual(["queue.created", "pool.created", "pool.not-ready"]);
});

it("a name is taken once, and those that begin with prefect are kept", async () => {
  const { name } = await newPool();
  const again = await plane.request("POST", "/work_pools/", { name, type: "process" });
  expect([again.status, again.body.detail]).toEqual([409, "A work pool with this name already exists."]);
  expect((await plane.request("POST", "/work_pools/", { name: "Prefect-x", type: "process" })).status).toBe(403);
  expect((await plane.request("DELETE", "/work_pools/prefect-x")).status).toBe(403);
  expect((await plane.request("PATCH", "/work_pools/prefect-x", { description: "x" })).status).toBe(403);
  expect((await plane.request("PATCH", "/work_pools/prefect-x", { is_paused: true })).status).toBe(404);
});

it("clients that know no result storage are not told of it", async () => {
  const { path } = await newPool();
  const asked = async (version: string) => {
    const { body } = await plane.request("GET", path, undefined, { "user-agent": `prefect/${version} (API 0.8.4)` });
    return "default_result_storage_block_id" in body.storage_configuration;
  };
  expect([await asked("3.3.7"), await asked("3.3.8"), await asked("3.10.0")]).toEqual([false, true, true]);
});

it("pools are listed, filtered and counted", async () => {
  const { name } = await newPool({ type: "docker" });
  const body = { work_pools: { type: { any_: ["docker"] } } };
  expect((await plane.request("POST", "/work_pools/filter", body)).body).toMatchObject([{ name }]);
  expect((await plane.request("POST", "/work_pools/count", body)).body).toBe(1);
  expect((await plane.request("POST", "/work_pools/filter", { limit: 0 })).body).toEqual([]);
});

it("what has changed is told with what it was before", async () => {
  const { path, id } = await newPool();
  const changes = { description: "for training", concurrency_limit: 2, is_paused: true };
  expect((await plane.request("PATCH", path, changes)).status).toBe(204);
  expect(await read(path)).toMatchObject({ ...changes, status: "PAUSED", active_slots: 0 });
  expect(await told(id)).toEqual(["queue.created", "pool.created", "pool.not-ready", "pool.updated", "pool.paused"]);
  const [updated] = await plane.plane.sql`select payload from event where event = 'prefect.work-pool.updated'`;
  expect(updated!.payload).toEqual({
    updated_fields: ["description", "concurrency_limit"],
    updates: { description: { from: null, to: "for training" }, concurrency_limit: { from: null, to: 2 } },
  });
  await plane.request("PATCH", path, { concurrency_limit: null, is_paused: false });
  expect(await read(path)).toMatchObject({ concurrency_limit: null, status: "NOT_READY", active_slots: null });
});

it("a template that no run could be started by is refused, with the place", async () => {
  const send = async (base_job_template: object) =>
    (await plane.request("POST", "/work_pools/", { name: "bad", type: "process", base_job_template })).body;
  const job_configuration = { image: "{{ image }}" };
  const places = (reply: { exception_detail: { loc: unknown[] }[] }) => reply.exception_detail.map(({ loc }) => loc);
  const undeclared = await send({ job_configuration, variables: { properties: {} } });
  expect(places(undeclared)).toEqual([["body", "base_job_template", "job_configuration", "image"]]);
  const noSchema = await send({ job_configuration, variables: { properties: { image: { type: "text" } } } });
  expect(noSchema.detail).toMatch(/^Invalid schema: /);
  const place = ["body", "base_job_template", "variables", "properties", "image"];
  expect(places(noSchema)).toEqual([[...place, "type"]]);
  const badDefault = await send({
    job_configuration,
    variables: { properties: { image: { type: "string", default: 1 } } },
  });
  expect(badDefault.detail).toBe(
    "Validation failed for work pool's job variable defaults: Validation failed for field 'image'. Failure reason: 1 is not of type 'string', 'null'",
  );
  expect(places(badDefault)).toEqual([place]);
  expect((await plane.request("GET", "/work_pools/bad")).status).toBe(404);
});

it("a stock worker's heartbeat makes the pool ready at once, and its silence makes it not ready", async () => {
  const { path, id } = await newPool();
  expect((await heartbeat(path)).status).toBe(204);
  expect(await read(path)).toMatchObject({ status: "READY" });
  expect((await plane.request("POST", `${path}/workers/filter`, {})).body).toMatchObject([
    { name: "stock", status: "ONLINE", heartbeat_interval_seconds: 30, work_pool_id: id },
  ]);
  await plane.plane.sql`
    update worker set last_heartbeat_time = clock_timestamp() - interval '91 seconds' where work_pool_id = ${id}`;
  expect(await read(path)).toMatchObject({ status: "NOT_READY" });
  const offline = { workers: { status: { any_: ["OFFLINE"] } } };
  expect((await plane.request("POST", `${path}/workers/filter`, offline)).body).toHaveLength(1);
  await foreman(plane.plane).runOnce();
  expect((await told(id)).slice(2)).toEqual(["pool.not-ready", "pool.ready", "pool.not-ready"]);
  expect((await foreman(plane.plane).runOnce()).told).toBe(0);
});

it("events of a pool's status name the one before them", async () => {
  const { path, id } = await newPool();
  await heartbeat(path);
  const [first, second] = await plane.plane.sql`
    select id, follows from event where resource_id = ${`prefect.work-pool.${id}`} and event <> 'prefect.work-pool.created'
    order by occurred`;
  expect(first!.follows).toBe(null);
  expect(second!.follows).toBe(first!.id);
});

it("one of our own workers is known by its session, and gone when that ends", async () => {
  const { path, id } = await newPool();
  const session_id = randomUUID();
  await claim(path, { session_id });
  await claim(path, { session_id });
  expect((await plane.request("POST", `${path}/workers/filter`, {})).body).toMatchObject([
    { name: "ours", status: "ONLINE", last_heartbeat_time: expect.any(String) },
  ]);
  await foreman(plane.plane).runOnce();
  await plane.plane.sql`update worker_session set expires_at = clock_timestamp() where id = ${session_id}`;
  await plane.plane.sql`update work_queue set last_polled = now() - interval '61 seconds' where work_pool_id = ${id}`;
  expect((await plane.request("POST", `${path}/workers/filter`, {})).body).toMatchObject([{ status: "OFFLINE" }]);
  await foreman(plane.plane).runOnce();
  expect((await told(id)).slice(3).toSorted()).toEqual([
    "pool.not-ready",
    "pool.ready",
    "queue.not-ready",
    "queue.ready",
  ]);
});

it("a worker is forgotten when told so, and known again by its next heartbeat", async () => {
  const { path } = await newPool();
  await heartbeat(path, "one");
  expect((await plane.request("DELETE", `${path}/workers/one`)).status).toBe(204);
  expect((await plane.request("DELETE", `${path}/workers/one`)).status).toBe(404);
  expect(await read(path)).toMatchObject({ status: "NOT_READY" });
  await heartbeat(path, "one");
  expect(await read(path)).toMatchObject({ status: "READY" });
  expect((await heartbeat("/work_pools/nowhere")).status).toBe(404);
});

it("slots are counted from live attempts, and their holders are shown queue by queue", async () => {
  const { path, name } = await newPool({ concurrency_limit: 5 });
  const run = await newRun(name);
  const session_id = randomUUID();
  expect((await claim(path, { session_id })).body.runs).toHaveLength(1);
  expect(await read(path)).toMatchObject({ active_slots: 1 });
  const { body: status } = await plane.request("POST", `${path}/concurrency_status`, {});
  expect(status).toMatchObject({
    active_slots: 1,
    concurrency_limit: 5,
    queues: [{ queue_name: "default", active_slots: 1, flow_runs: [{ id: run.id, state_type: "PENDING" }] }],
    count: 1,
    pages: 1,
    page: 1,
  });
  await plane.plane.sql`update worker_session set expires_at = clock_timestamp() where id = ${session_id}`;
  expect(await read(path)).toMatchObject({ active_slots: 0 });
});

it("a pool that is deleted leaves nothing that counts or is offered", async () => {
  const { path, name, id } = await newPool();
  const scheduled_time = new Date(Date.now() + 600_000).toISOString();
  await newRun(name, { state: { type: "SCHEDULED", state_details: { scheduled_time } } });
  const working = await newRun(name);
  const { body: claimed } = await claim(path);
  expect(claimed.runs[0].flow_run.id).toBe(working.id);
  await plane.request("POST", "/deployments/", { name, flow_id: working.flow_id, work_pool_name: name });
  await heartbeat(path);
  expect((await plane.request("DELETE", path)).status).toBe(204);
  expect((await plane.request("DELETE", path)).status).toBe(404);
  for (const table of ["due_run", "work_queue", "worker", "deployment"]) {
    const rows = await plane.plane.sql.unsafe(`select from ${table} where work_pool_id = $1`, [id]);
    expect(rows, table).toHaveLength(0);
  }
  expect((await told(id)).slice(-2)).toEqual(["queue.deleted", "pool.deleted"]);
  // The attempt goes on, and its run comes back to no queue.
  const fence = { "kedge-fence": claimed.runs[0].fence };
  const again = await plane.request(
    "POST",
    `/flow_runs/${working.id}/set_state`,
    { state: { type: "CRASHED" } },
    fence,
  );
  expect(again.body.status).toBe("ACCEPT");
  expect(await read(`/flow_runs/${working.id}`)).toMatchObject({ work_queue_id: null, state_type: "CRASHED" });
});

it("a preview shows what would be claimed, in that order, and why the rest would not", async () => {
  const { path, name } = await newPool({ concurrency_limit: 2 });
  await plane.request("POST", `${path}/queues`, { name: "urgent", priority: 1, concurrency_limit: 1 });
  const [slow, , second] = [
    await newRun(name),
    await newRun(name, { work_queue_name: "urgent", name: "first" }),
    await newRun(name, { work_queue_name: "urgent", name: "second" }),
  ];
  const scheduled_time = new Date(Date.now() + 600_000).toISOString();
  const later = await newRun(name, { state: { type: "SCHEDULED", state_details: { scheduled_time } } });
  const preview = async (body: object = {}) =>
    (await plane.request("POST", `${path}/preview`, body)).body.map(
      (each: { flow_run: { name: string }; work_queue_name: string; blocked_by: string | null }) =>
        [each.flow_run.name, each.work_queue_name, each.blocked_by] as const,
    );
  expect(await preview()).toEqual([
    ["first", "urgent", null],
    [second.name, "urgent", "queue_limit"],
    [slow.name, "default", null],
    [later.name, "default", "not_yet_due"],
  ]);
  expect(await preview({ within_seconds: 0, work_queue_names: ["default"] })).toEqual([[slow.name, "default", null]]);
  const { body: claimed } = await claim(path, { slots: 10 });
  const names = claimed.runs.map((run: { flow_run: { name: string } }) => run.flow_run.name);
  expect(names.toSorted()).toEqual(["first", slow.name].toSorted());
  await plane.request("PATCH", path, { is_paused: true });
  expect(await preview()).toEqual([
    [second.name, "urgent", "pool_paused"],
    [later.name, "default", "pool_paused"],
  ]);
});

it("a run whose job needs a variable that cannot be looked up ends with a message that says so", async () => {
  const { path, name } = await newPool();
  const [needy, plain] = [
    await newRun(name, { job_variables: { env: { REGION: "{{ prefect.variables.region }}" } } }),
    await newRun(name, { job_variables: { env: { HOME: "{{ $HOME }}" } } }),
  ];
  const { body } = await claim(path, { slots: 5 });
  expect(body.runs.map(({ flow_run }: { flow_run: { id: string } }) => flow_run.id)).toEqual([plain.id]);
  const { state } = await read(`/flow_runs/${needy.id}`);
  expect(state.type).toBe("CRASHED");
  expect(state.message).toMatch(/^The job configuration refers to \{\{ prefect\.variables\.region \}\}/);
});
