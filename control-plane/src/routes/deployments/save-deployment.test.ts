import type { Deployment, Event, Flow } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane, type TestReply } from "../../../test/plane.js";

let plane: TestPlane;
let flow: Flow;
const events: Event[] = [];
beforeAll(async () => {
  plane = await startTestPlane();
  plane.plane.hub.events.subscribe(plane.plane.defaultWorkspaceId, (batch) => events.push(...batch));
  await plane.request("POST", "/work_pools/", { name: "local", type: "process" });
  flow = (await plane.request("POST", "/flows/", { name: "etl" })).body;
});
afterAll(() => plane.stop());

const deploy = (name: string, fields: object = {}): Promise<TestReply> =>
  plane.request("POST", "/deployments/", { name, flow_id: flow.id, ...fields });
const read = async (id: string): Promise<Deployment> => (await plane.request("GET", `/deployments/${id}`)).body;
const change = (id: string, fields: object): Promise<TestReply> => plane.request("PATCH", `/deployments/${id}`, fields);
const eventsOf = (id: string) => events.filter((e) => e.resource["prefect.resource.id"] === `prefect.deployment.${id}`);

const FIELDS = {
  version: "1",
  description: "loads it",
  parameters: { lr: 1 },
  job_variables: { env: { A: "b" } },
  tags: ["a"],
  labels: { team: "data" },
  pull_steps: [{ step: {} }],
  work_pool_name: "local",
  path: "/code",
  entrypoint: "etl.py:etl",
  enforce_parameter_schema: true,
  parameter_openapi_schema: { type: "object", properties: { lr: { type: "number" } }, required: ["lr", "path"] },
  concurrency_options: { collision_strategy: "CANCEL_NEW", grace_period_seconds: 60 },
  on_crash_retries: 2,
  on_disconnect: "stop",
};

it("a new deployment has what was said, and defaults for the rest", async () => {
  const full = await deploy("full", FIELDS);
  expect(full.status).toBe(201);
  expect(full.body).toMatchObject({
    ...FIELDS,
    labels: { team: "data", "prefect.flow.id": flow.id },
    work_queue_name: "default",
    paused: false,
    concurrency_limit: null,
    global_concurrency_limit: null,
    status: "NOT_READY",
  });
  const bare = await deploy("bare");
  expect(bare.body).toMatchObject({
    parameters: {},
    tags: [],
    labels: { "prefect.flow.id": flow.id },
    parameter_openapi_schema: { type: "object", properties: {} },
    enforce_parameter_schema: true,
    work_pool_name: null,
    work_queue_name: null,
    on_crash_retries: null,
    on_disconnect: null,
  });
});

it("deploying again writes the keys that are present and no others", async () => {
  const { body: first } = await deploy("again", FIELDS);
  const again = await deploy("again", { version: "2", tags: ["b"], description: null });
  expect(again.status).toBe(200);
  expect(again.body).toEqual({
    ...first,
    version: "2",
    tags: ["b"],
    description: null,
    updated: expect.any(String),
  });
});

it("deploying again keeps the schedules unless it says which there are", async () => {
  const daily = { schedule: { cron: "0 2 * * *", timezone: "UTC" }, slug: "daily" };
  await deploy("scheduled", { schedules: [daily] });
  const kept = await deploy("scheduled", { version: "2" });
  expect(kept.body.schedules).toMatchObject([daily]);
  expect((await deploy("scheduled", { schedules: [] })).body.schedules).toEqual([]);
});

it("of many requests for one new deployment one creates it, and all answer with it", async () => {
  const replies = await Promise.all(Array.from({ length: 8 }, (_, n) => deploy("raced", { version: String(n) })));
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
});

it("changing writes the keys that are present; null for what cannot be null is its default", async () => {
  const { body: first } = await deploy("changed", FIELDS);
  expect((await change(first.id, { tags: null, job_variables: { stream_output: false }, paused: true })).status).toBe(
    204,
  );
  expect(await read(first.id)).toEqual({
    ...first,
    tags: [],
    job_variables: { stream_output: false },
    paused: true,
    updated: expect.any(String),
  });
  expect(await change(first.id, {})).toMatchObject({ status: 204 });
  expect((await change("00000000-0000-4000-8000-000000000000", {})).status).toBe(404);
});

it("a queue is made where its name is new, at the first free priority; a pool never is", async () => {
  const { body } = await deploy("queued", { work_pool_name: "local", work_queue_name: "urgent" });
  expect(body).toMatchObject({ work_pool_name: "local", work_queue_name: "urgent" });
  const check = await plane.request("GET", `/deployments/${body.id}/work_queue_check`);
  expect(check.body).toMatchObject([{ name: "urgent", priority: 2, work_pool_name: "local" }]);
  const agents = await deploy("for-agents", { work_queue_name: "nightly" });
  expect(agents.body).toMatchObject({ work_pool_name: "default-agent-pool", work_queue_name: "nightly" });
  expect((await deploy("poolless", { work_pool_name: "nowhere" })).status).toBe(404);
  expect((await deploy("poolless", { work_pool_name: "nowhere", work_queue_name: "q" })).status).toBe(404);
  expect((await change(body.id, { work_pool_name: null })).status).toBe(204);
  expect(await read(body.id)).toMatchObject({ work_pool_name: null, work_queue_name: null, work_queue_id: null });
});

it("a number is a limit of its own, an id one that is shared, null none", async () => {
  const { body } = await deploy("limited", { concurrency_limit: 2 });
  expect(body.global_concurrency_limit).toMatchObject({ name: `deployment:${body.id}`, limit: 2, active_slots: 0 });
  const own = body.global_concurrency_limit.id;
  await change(body.id, { concurrency_limit: 5 });
  expect((await read(body.id)).global_concurrency_limit).toMatchObject({ id: own, limit: 5 });

  const { body: other } = await deploy("sharing", { global_concurrency_limit_id: own });
  expect(other.global_concurrency_limit).toMatchObject({ id: own, limit: 5 });
  // The limit is another's: it is unlinked, not deleted.
  await change(other.id, { concurrency_limit: null });
  expect((await read(other.id)).global_concurrency_limit).toBeNull();
  expect((await read(body.id)).global_concurrency_limit).toMatchObject({ limit: 5 });

  const filtered = await plane.request("POST", "/deployments/filter", {
    deployments: { concurrency_limit: { ge_: 5 } },
  });
  expect(filtered.body).toMatchObject([{ name: "limited" }]);
  await change(body.id, { concurrency_limit: null });
  const left = await plane.plane.sql`select from concurrency_limit where id = ${own}`;
  expect(left.count).toBe(0);
});

it("a limit that there is not, and two limits at once, are refused", async () => {
  const id = "00000000-0000-4000-8000-000000000009";
  expect((await deploy("l", { global_concurrency_limit_id: id })).status).toBe(404);
  const both = await deploy("l", { global_concurrency_limit_id: id, concurrency_limit: 1 });
  expect(both.status).toBe(422);
  expect(JSON.stringify(both.body)).toContain("cannot have both");
  expect((await deploy("l", { concurrency_limit: 0 })).status).toBe(422);
  expect((await deploy("l", { concurrency_options: { collision_strategy: "WAIT" } })).status).toBe(422);
  expect((await deploy("l", { on_crash_retries: 0 })).status).toBe(422);
  expect((await plane.request("POST", "/deployments/filter", { deployments: { name: { any_: ["l"] } } })).body).toEqual(
    [],
  );
});

it("waiting runs move to the limit that their deployment is given", async () => {
  const { body } = await deploy("moving", { work_pool_name: "local" });
  const { body: run } = await plane.request("POST", `/deployments/${body.id}/create_flow_run`, {});
  const limitOfRun = async () =>
    (await plane.plane.sql`select concurrency_limit_id as id from due_run where flow_run_id = ${run.id}`)[0]!["id"];
  expect(await limitOfRun()).toBeNull();
  await change(body.id, { concurrency_limit: 1 });
  expect(await limitOfRun()).toBe((await read(body.id)).global_concurrency_limit!.id);
  await change(body.id, { concurrency_limit: null });
  expect(await limitOfRun()).toBeNull();
});

it("parameters that the schema refuses are named by their path, at deploying and at changing", async () => {
  const refused = await deploy("typed", { ...FIELDS, parameters: { lr: "much" } });
  expect(refused.status).toBe(422);
  expect(refused.body.exception_detail).toMatchObject([
    { loc: ["body", "parameters", "lr"], msg: "Validation failed: 'much' is not of type 'number'" },
  ]);
  const { body } = await deploy("typed", FIELDS);
  const changed = await change(body.id, { parameters: { lr: "much" } });
  expect(changed.status).toBe(409);
  expect(changed.body.detail).toContain("Error updating deployment: Validation failed for field 'lr'.");
  expect((await change(body.id, { parameters: { lr: "much" }, enforce_parameter_schema: false })).status).toBe(204);
  expect((await deploy("odd", { parameter_openapi_schema: { type: "nonsense" } })).status).toBe(422);
});

it("parameters that stand for others are resolved when they are changed", async () => {
  const { body } = await deploy("hydrated", FIELDS);
  await change(body.id, { parameters: { lr: { __prefect_kind: "json", value: "0.5" } } });
  expect((await read(body.id)).parameters).toEqual({ lr: 0.5 });
  const refused = await change(body.id, { parameters: { lr: { __prefect_kind: "json", value: "{" } } });
  expect(refused.status).toBe(400);
  expect(refused.body.detail).toContain("Error hydrating deployment parameters: lr: Invalid JSON");
});

it("job variables that the pool does not know so are named by their path", async () => {
  const bad = { job_variables: { stream_output: "sometimes" } };
  const created = await deploy("varied", { work_pool_name: "local", ...bad });
  expect(created.status).toBe(422);
  expect(created.body.detail).toContain("field 'stream_output'");
  const { body } = await deploy("varied", { work_pool_name: "local" });
  expect(await change(body.id, bad)).toMatchObject({ status: 409 });
  expect((await read(body.id)).job_variables).toEqual({});
  const { body: free } = await deploy("unpooled", bad);
  expect((await change(free.id, { work_pool_name: "local" })).status).toBe(409);
});

it("creating, changing and deleting are told; what changes nothing is not", async () => {
  const { body } = await deploy("told", { work_pool_name: "local", tags: ["a"] });
  await change(body.id, { tags: ["a"] });
  await change(body.id, { tags: ["b"], paused: true });
  await plane.request("DELETE", `/deployments/${body.id}`);
  expect(eventsOf(body.id).map((event) => event.event)).toEqual([
    "prefect.deployment.created",
    "prefect.deployment.updated",
    "prefect.deployment.deleted",
  ]);
  const [created, updated] = eventsOf(body.id);
  expect(created!.related.map((one) => one["prefect.resource.role"])).toEqual(["flow", "work-queue", "work-pool"]);
  expect(updated!.payload).toEqual({
    updated_fields: ["tags", "paused"],
    updates: { tags: { from: ["a"], to: ["b"] }, paused: { from: false, to: true } },
  });
});

it("a deployment of no flow, or with blocks of another plane, is refused", async () => {
  const nobody = await deploy("x", { flow_id: "00000000-0000-4000-8000-000000000000" });
  expect(nobody.status).toBe(409);
  const foreign = await deploy("x", { storage_document_id: "00000000-0000-4000-8000-000000000000" });
  expect(foreign.body.detail).toContain("Could not find storage block");
});
