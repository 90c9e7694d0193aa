import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
let made = 0;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

async function newPool() {
  const name = `pool-${made++}`;
  const { body } = await plane.request("POST", "/work_pools/", { name, type: "process" });
  const path = `/work_pools/${name}`;
  const add = (queue: string, fields: object = {}) =>
    plane.request("POST", `${path}/queues`, { name: queue, ...fields });
  const order = async () => {
    const { body: queues } = await plane.request("POST", `${path}/queues/filter`, {});
    return queues.map((queue: { name: string; priority: number }) => `${queue.priority} ${queue.name}`);
  };
  return { name, path, id: body.id as string, defaultQueueId: body.default_queue_id as string, add, order };
}
async function newRun(pool: string, queue: string, fields: object = {}) {
  const flow = await plane.request("POST", "/flows/", { name: "queued" });
  const body = { flow_id: flow.body.id, work_pool_name: pool, work_queue_name: queue, state: { type: "SCHEDULED" } };
  return (await plane.request("POST", "/flow_runs/", { ...body, ...fields })).body;
}

it("a queue takes the first free priority, and one that is given pushes the others back", async () => {
  const { add, order } = await newPool();
  expect((await add("b")).body).toMatchObject({ name: "b", priority: 2, description: "", status: "NOT_READY" });
  await add("d", { priority: 5 });
  await add("c");
  expect(await order()).toEqual(["1 default", "2 b", "3 c", "5 d"]);
  await add("a", { priority: 1 });
  expect(await order()).toEqual(["1 a", "2 default", "3 b", "4 c", "5 d"]);
});

it("concurrent new queues all get priorities of their own", async () => {
  const { add, order } = await newPool();
  const replies = await Promise.all(["a", "b", "c", "d"].map((name) => add(name, { priority: 1 })));
  expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  expect((await order()).map((line: string) => line.split(" ")[0])).toEqual(["1", "2", "3", "4", "5"]);
});

it("a queue is moved, renamed and limited by its name or its id", async () => {
  const { path, add, order } = await newPool();
  await add("a");
  const b = (await add("b")).body;
  expect((await plane.request("PATCH", `${path}/queues/b`, { priority: 1, concurrency_limit: 2 })).status).toBe(204);
  expect(await order()).toEqual(["1 b", "2 default", "3 a"]);
  expect((await plane.request("PATCH", `/work_queues/${b.id}`, { name: "z", priority: 3 })).status).toBe(204);
  expect(await order()).toEqual(["2 default", "3 z", "4 a"]);
  expect((await plane.request("GET", `${path}/queues/z`)).body).toMatchObject({
    concurrency_limit: 2,
    active_slots: 0,
  });
  const taken = await plane.request("PATCH", `${path}/queues/z`, { name: "a" });
  expect([taken.status, taken.body.detail]).toEqual([
    409,
    expect.stringMatching(/^A work queue with this name already exists in work pool/),
  ]);
});

it("a queue's name is taken once in its pool, and what is not there is said to be so", async () => {
  const { path, add } = await newPool();
  await add("a");
  expect((await add("a")).status).toBe(409);
  const missing = await plane.request("GET", `${path}/queues/nope`);
  expect([missing.status, missing.body.detail]).toEqual([
    404,
    expect.stringMatching(/^Work pool queue '.*\/nope' not found\.$/),
  ]);
  expect((await plane.request("POST", "/work_pools/nowhere/queues", { name: "a" })).status).toBe(404);
  expect((await plane.request("PATCH", `/work_queues/${randomUUID()}`, { name: "x" })).status).toBe(404);
  expect((await plane.request("POST", `${path}/queues`, { name: "b", priority: 0 })).status).toBe(422);
});

it("pausing is a status and is told of once", async () => {
  const { path, add } = await newPool();
  const { id } = (await add("a")).body;
  for (const is_paused of [true, true, false]) await plane.request("PATCH", `${path}/queues/a`, { is_paused });
  const events = await plane.plane.sql`
    select event from event where resource_id = ${`prefect.work-queue.${id}`} order by occurred, id`;
  expect(events.map((row) => row["event"])).toEqual([
    "prefect.work-queue.created",
    "prefect.work-queue.paused",
    "prefect.work-queue.not-ready",
  ]);
});

it("the default queue stays, and another one leaves nothing that is offered", async () => {
  const { path, name, add, order } = await newPool();
  const refused = await plane.request("DELETE", `${path}/queues/default`);
  expect([refused.status, refused.body.detail]).toEqual([409, "Can't delete a pool's default queue."]);
  const queue = (await add("a")).body;
  const run = await newRun(name, "a");
  expect((await plane.request("DELETE", `${path}/queues/a`)).status).toBe(204);
  expect(await order()).toEqual(["1 default"]);
  expect(await plane.plane.sql`select from due_run where work_queue_id = ${queue.id}`).toHaveLength(0);
  expect((await plane.request("GET", `/flow_runs/${run.id}`)).body).toMatchObject({
    state_type: "SCHEDULED",
    work_queue_id: null,
    work_queue_name: "a",
  });
});

it("a run whose queue is gone by the time it is scheduled again waits for nobody", async () => {
  const { path, name, add } = await newPool();
  await add("a");
  const run = await newRun(name, "a");
  const deployment = await plane.request("POST", "/deployments/", { name, flow_id: run.flow_id });
  await plane.plane.sql`update flow_run set deployment_id = ${deployment.body.id} where id = ${run.id}`;
  for (const type of ["PENDING", "RUNNING", "FAILED"]) {
    await plane.request("POST", `/flow_runs/${run.id}/set_state`, { state: { type } });
  }
  await plane.request("DELETE", `${path}/queues/a`);
  const again = await plane.request("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "SCHEDULED" } });
  expect(again.body.status).toBe("ACCEPT");
  expect(await plane.plane.sql`select from due_run where flow_run_id = ${run.id}`).toHaveLength(0);
});

it("a poll marks its queues as polled; that of the web UI doesn't", async () => {
  const { path, name, defaultQueueId } = await newPool();
  const run = await newRun(name, "default");
  const queue = async () => (await plane.request("GET", `/work_queues/${defaultQueueId}`)).body;
  const seen = await plane.request("POST", `/work_queues/${defaultQueueId}/get_runs`, {}, { "x-prefect-ui": "true" });
  expect(seen.body.map(({ id }: { id: string }) => id)).toEqual([run.id]);
  expect(await queue()).toMatchObject({ status: "NOT_READY", last_polled: null });
  expect((await plane.request("GET", `/work_queues/${defaultQueueId}/status`)).body).toMatchObject({ healthy: false });
  const polled = await plane.request("POST", `${path}/get_scheduled_flow_runs`, { work_queue_names: ["default"] });
  expect(polled.body).toMatchObject([{ work_queue_id: defaultQueueId, flow_run: { id: run.id } }]);
  expect(await queue()).toMatchObject({ status: "READY", last_polled: expect.any(String) });
  expect((await plane.request("GET", `/work_queues/${defaultQueueId}/status`)).body).toEqual({
    healthy: true,
    late_runs_count: 0,
    last_polled: expect.any(String),
    health_check_policy: { maximum_late_runs: 0, maximum_seconds_since_last_polled: 60 },
  });
  const unknown = await plane.request("POST", `${path}/get_scheduled_flow_runs`, { work_queue_names: ["nope"] });
  expect([unknown.status, unknown.body.detail]).toEqual([404, `Work pool queue '${name}/nope' not found.`]);
});

it("a late run makes its queue unhealthy", async () => {
  const { path, name, defaultQueueId } = await newPool();
  const scheduled_time = new Date(Date.now() - 60_000).toISOString();
  await newRun(name, "default", { state: { type: "SCHEDULED", name: "Late", state_details: { scheduled_time } } });
  await plane.request("POST", `${path}/get_scheduled_flow_runs`, {});
  expect((await plane.request("GET", `/work_queues/${defaultQueueId}/status`)).body).toMatchObject({
    healthy: false,
    late_runs_count: 1,
  });
});

it("queues without a pool live in the pool of agents, which is made when asked for", async () => {
  const first = await plane.request("POST", "/work_queues/", { name: "default" });
  expect(first.body).toMatchObject({ name: "default", work_pool_name: "default-agent-pool" });
  const second = await plane.request("POST", "/work_queues/", { name: "agents", concurrency_limit: 1 });
  expect(second.status).toBe(201);
  expect((await plane.request("GET", "/work_queues/name/agents")).body.id).toBe(second.body.id);
  expect((await plane.request("GET", "/work_pools/default-agent-pool")).body).toMatchObject({
    type: "prefect-agent",
    status: null,
  });
  const { body: found } = await plane.request("POST", "/work_queues/filter", {
    work_queues: { name: { startswith_: ["agent"] } },
  });
  expect(found.map(({ name }: { name: string }) => name)).toEqual(["agents"]);
  expect((await plane.request("POST", `/work_queues/${second.body.id}/concurrency_status`, {})).body).toEqual({
    active_slots: 0,
    concurrency_limit: 1,
    flow_runs: [],
    count: 0,
    limit: 200,
    pages: 0,
    page: 1,
  });
  expect((await plane.request("DELETE", `/work_queues/${second.body.id}`)).status).toBe(204);
  expect((await plane.request("GET", `/work_queues/${second.body.id}`)).status).toBe(404);
});
