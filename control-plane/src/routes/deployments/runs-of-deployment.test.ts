import type { Deployment, Flow, FlowRun } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane, type TestReply } from "../../../test/plane.js";
import { announceReadiness } from "../../deployments/tell.js";

let plane: TestPlane;
let flow: Flow;
beforeAll(async () => {
  plane = await startTestPlane();
  await plane.request("POST", "/work_pools/", {
    name: "jobs",
    type: "process",
    base_job_template: {
      job_configuration: { cpu: "{{ cpu }}", image: "{{ image }}" },
      variables: {
        type: "object",
        properties: { cpu: { type: "integer", default: 1 }, image: { type: "string" } },
        required: ["image"],
      },
    },
  });
  flow = (await plane.request("POST", "/flows/", { name: "etl" })).body;
});
afterAll(() => plane.stop());

const SCHEMA = {
  type: "object",
  properties: { lr: { type: "number" }, path: { type: "string", default: "." }, depth: { type: "integer" } },
  required: ["lr"],
};

async function deploy(name: string, fields: object = {}): Promise<Deployment> {
  const body = { name, flow_id: flow.id, parameter_openapi_schema: SCHEMA, ...fields };
  const reply = await plane.request("POST", "/deployments/", body);
  expect(reply.status).toBeLessThan(300);
  return reply.body;
}
const run = (deployment: Deployment, body: object = {}): Promise<TestReply> =>
  plane.request("POST", `/deployments/${deployment.id}/create_flow_run`, body);
const runsOf = async (deployment: Deployment): Promise<FlowRun[]> =>
  (await plane.request("POST", "/flow_runs/filter", { deployments: { id: { any_: [deployment.id] } } })).body;

it("a run has the deployment's values with its own over them", async () => {
  const deployment = await deploy("merged", {
    version: "7",
    parameters: { lr: 1, path: "a" },
    tags: ["x", "y"],
    labels: { team: "data", size: 1 },
  });
  const reply = await run(deployment, { parameters: { path: "b" }, tags: ["y", "z"], labels: { size: 2 } });
  expect(reply.status).toBe(201);
  expect(reply.body).toMatchObject({
    deployment_id: deployment.id,
    deployment_version: "7",
    parameters: { lr: 1, path: "b" },
    tags: ["x", "y", "z"],
    labels: { team: "data", size: 2, "prefect.deployment.id": deployment.id, "prefect.flow.id": flow.id },
    state_type: "SCHEDULED",
  });
});

it("parameters that stand for others are resolved before they are checked", async () => {
  const deployment = await deploy("hydrated", { parameters: {} });
  const given = { lr: { __prefect_kind: "json", value: "0.5" }, path: { __prefect_kind: "json" } };
  expect((await run(deployment, { parameters: given })).body.parameters).toEqual({ lr: 0.5 });
  const jinja = await run(deployment, { parameters: { lr: { __prefect_kind: "jinja", template: "{{ 1 }}" } } });
  expect(jinja.status).toBe(400);
  expect(jinja.body.detail).toContain("Error hydrating flow run parameters: lr: Invalid jinja");
});

it("a bad parameter, a missing one and a schema that is missing are refused, and no run is made", async () => {
  const deployment = await deploy("checked");
  const bad = await run(deployment, { parameters: { lr: "fast", depth: 1.5 } });
  expect(bad.status).toBe(409);
  expect(bad.body.detail).toBe(
    "Error creating flow run: Validation failed for field 'lr'. Failure reason: 'fast' is not of type 'number'\n" +
      "Validation failed for field 'depth'. Failure reason: 1.5 is not of type 'integer', 'null'",
  );
  expect((await run(deployment)).body.detail).toContain("'lr' is a required property");
  const unknown = await deploy("unknown", { parameter_openapi_schema: null });
  expect((await run(unknown)).body.detail).toContain("does not have a valid parameter schema");
  expect(await runsOf(deployment)).toEqual([]);
  expect((await run(deployment, { parameters: { lr: "fast" }, enforce_parameter_schema: false })).status).toBe(201);
});

it("job variables are checked whole: template, deployment and run together", async () => {
  const deployment = await deploy("varied", { work_pool_name: "jobs", parameters: { lr: 1 } });
  const missing = await run(deployment);
  expect(missing.status).toBe(422);
  expect(missing.body.detail).toContain(
    "Error creating flow run: Validation failed. Failure reason: 'image' is a required",
  );
  expect((await run(deployment, { job_variables: { image: 5 } })).body.detail).toContain("field 'image'");
  expect((await run(deployment, { job_variables: { image: "etl:1" } })).status).toBe(201);
  await plane.request("PATCH", `/deployments/${deployment.id}`, { job_variables: { image: "etl:2", cpu: 2 } });
  expect((await run(deployment)).status).toBe(201);
});

it("a run waits in a queue of its own choice, made where its name is new; without a pool there is none", async () => {
  const deployment = await deploy("queued", {
    work_pool_name: "jobs",
    parameters: { lr: 1 },
    job_variables: { image: "i" },
  });
  expect((await run(deployment)).body).toMatchObject({ work_queue_name: "default", work_pool_name: "jobs" });
  const urgent = await run(deployment, { work_queue_name: "urgent" });
  expect(urgent.body).toMatchObject({ work_queue_name: "urgent", work_pool_name: "jobs" });
  expect((await run(deployment, { work_queue_name: "urgent" })).body.work_queue_id).toBe(urgent.body.work_queue_id);
  const served = await deploy("served", { parameters: { lr: 1 } });
  expect(await run(served, { work_queue_name: "urgent" })).toMatchObject({ status: 400 });
});

it("an idempotency key stands for one run", async () => {
  const deployment = await deploy("keyed", { parameters: { lr: 1 } });
  const first = await run(deployment, { idempotency_key: "k" });
  const again = await run(deployment, { idempotency_key: "k", parameters: { lr: 2 } });
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body).toMatchObject({ id: first.body.id, parameters: { lr: 1 } });
});

it("many runs are made at once, and each that is refused says why in its place", async () => {
  const deployment = await deploy("bulk");
  const bulk = (body: unknown) => plane.request("POST", `/deployments/${deployment.id}/create_flow_run/bulk`, body);
  const { status, body } = await bulk([
    { parameters: { lr: 1 }, name: "first" },
    { parameters: { lr: "x" } },
    { parameters: { lr: 2 }, idempotency_key: "same" },
    { parameters: { lr: 3 }, idempotency_key: "same" },
    { parameters: { lr: 4 }, work_queue_name: "q" },
  ]);
  expect(status).toBe(200);
  expect(body.results).toMatchObject([
    { status: "CREATED", error: null },
    { status: "FAILED", flow_run_id: null, error: expect.stringContaining("field 'lr'") },
    { status: "CREATED" },
    { status: "CREATED", flow_run_id: body.results[2].flow_run_id },
    { status: "FAILED", error: expect.stringContaining("not associated with a work pool") },
  ]);
  expect((await runsOf(deployment)).map(({ parameters }) => parameters["lr"]).toSorted()).toEqual([1, 2]);
  expect((await bulk(Array.from({ length: 101 }, () => ({})))).status).toBe(400);
  expect((await bulk([])).body).toEqual({ results: [] });
  const nobody = "/deployments/00000000-0000-4000-8000-000000000000/create_flow_run/bulk";
  expect((await plane.request("POST", nobody, [])).status).toBe(404);
});

it("readiness is told when it changes: a poll makes it, silence ends it", async () => {
  const served = await deploy("told-ready");
  const happened: string[] = [];
  const { plane: parts } = plane;
  const stop = parts.hub.events.subscribe(parts.defaultWorkspaceId, (events) => {
    const mine = events.filter((event) => event.resource["prefect.resource.id"] === `prefect.deployment.${served.id}`);
    happened.push(...mine.map((event) => event.event));
  });
  const ask = () => plane.request("POST", "/deployments/get_scheduled_flow_runs", { deployment_ids: [served.id] });
  await ask();
  await ask();
  await announceReadiness(parts, null);
  expect(happened).toEqual(["prefect.deployment.ready"]);
  await parts.sql`update deployment set last_polled = last_polled - interval '2 minutes' where id = ${served.id}`;
  expect((await plane.request("GET", `/deployments/${served.id}`)).body.status).toBe("NOT_READY");
  await announceReadiness(parts, null);
  await announceReadiness(parts, null);
  expect(happened).toEqual(["prefect.deployment.ready", "prefect.deployment.not-ready"]);
  stop();
});

it("a deployment on a pool is ready while its queue is polled", async () => {
  const deployment = await deploy("polled", { work_pool_name: "jobs" });
  await plane.request("POST", "/work_pools/jobs/get_scheduled_flow_runs", {});
  const { body } = await plane.request("GET", `/deployments/${deployment.id}`);
  expect(body).toMatchObject({ status: "READY", last_polled: expect.any(String), updated: deployment.updated });
});

it("who serves deployments is told their runs, soonest first, and marks them ready", async () => {
  const [one, two] = [await deploy("one", { parameters: { lr: 1 } }), await deploy("two", { parameters: { lr: 1 } })];
  const at = (scheduled_time: string) => ({ state: { type: "SCHEDULED", state_details: { scheduled_time } } });
  const later = (await run(one, at("2030-01-02T00:00:00Z"))).body;
  const soon = (await run(two, at("2020-01-02T00:00:00Z"))).body;
  const sooner = (await run(one, at("2020-01-01T00:00:00Z"))).body;
  const started = (await run(one)).body;
  await plane.request("POST", `/flow_runs/${started.id}/set_state`, { state: { type: "PENDING" } });
  const ask = async (body: object) =>
    (await plane.request("POST", "/deployments/get_scheduled_flow_runs", body)).body.map((r: FlowRun) => r.id);
  const ids = [one.id, two.id];
  expect(await ask({ deployment_ids: ids, scheduled_before: "2025-01-01 00:00:00+00:00" })).toEqual([
    sooner.id,
    soon.id,
  ]);
  expect(await ask({ deployment_ids: ids })).toEqual([sooner.id, soon.id, later.id]);
  expect(await ask({ deployment_ids: [one.id], limit: 1 })).toEqual([sooner.id]);
  const { body } = await plane.request("GET", `/deployments/${one.id}`);
  expect(body).toMatchObject({ status: "READY", last_polled: expect.any(String), updated: one.updated });
});

async function scheduleOne(deployment: Deployment, fields: object, isAuto: boolean): Promise<string> {
  const { body } = await run(deployment, fields);
  if (isAuto) await plane.plane.sql`update flow_run set auto_scheduled = true where id = ${body.id}`;
  return body.id;
}

it("pausing takes back what schedules made and did not start; deploying anew, what of it isn't due yet", async () => {
  const deployment = await deploy("paused", {
    parameters: { lr: 1 },
    work_pool_name: "jobs",
    job_variables: { image: "i" },
  });
  const future = { state: { type: "SCHEDULED", state_details: { scheduled_time: "2099-01-01T00:00:00Z" } } };
  const asked = await scheduleOne(deployment, future, false);
  const overdue = await scheduleOne(deployment, {}, true);
  await scheduleOne(deployment, future, true);
  await plane.request("PATCH", `/deployments/${deployment.id}`, { version: "2" });
  expect((await runsOf(deployment)).map(({ id }) => id).toSorted()).toEqual([asked, overdue].toSorted());
  const paused = await plane.request("POST", `/deployments/${deployment.id}/pause_deployment`);
  expect(paused).toMatchObject({ status: 200, body: null });
  expect((await runsOf(deployment)).map(({ id }) => id)).toEqual([asked]);
  expect((await plane.request("GET", `/deployments/${deployment.id}`)).body.paused).toBe(true);
  await plane.request("POST", `/deployments/${deployment.id}/resume_deployment`);
  expect((await plane.request("GET", `/deployments/${deployment.id}`)).body.paused).toBe(false);
});

it("schedules make the runs of a window that is asked for, in the past as well, and none twice", async () => {
  const daily = { schedule: { cron: "0 2 * * *", timezone: "UTC" }, parameters: { lr: 5 }, slug: "daily" };
  const off = { schedule: { cron: "30 2 * * *", timezone: "UTC" }, active: false };
  const deployment = await deploy("backfilled", { parameters: { lr: 1 }, schedules: [daily, off] });
  const ask = (body: object) => plane.request("POST", `/deployments/${deployment.id}/schedule`, body);
  const window = { start_time: "2024-03-01T00:00:00Z", end_time: "2024-03-04T00:00:00Z", min_runs: 10 };
  expect(await ask(window)).toMatchObject({ status: 200, body: null });
  await ask(window);
  const runs = (await runsOf(deployment)).toSorted((a, b) =>
    a.expected_start_time! < b.expected_start_time! ? -1 : 1,
  );
  expect(runs.map((one) => one.expected_start_time)).toEqual([
    "2024-03-01T02:00:00.000000Z",
    "2024-03-02T02:00:00.000000Z",
    "2024-03-03T02:00:00.000000Z",
  ]);
  expect(runs[0]).toMatchObject({
    auto_scheduled: true,
    parameters: { lr: 5 },
    created_by: { display_value: "daily" },
  });
  const nobody = "/deployments/00000000-0000-4000-8000-000000000000/schedule";
  expect((await plane.request("POST", nobody)).status).toBe(404);
});

it("deleting takes what never started and the limit along, and leaves the rest", async () => {
  const deployment = await deploy("deleted", {
    parameters: { lr: 1 },
    concurrency_limit: 1,
    work_pool_name: "jobs",
    job_variables: { image: "i" },
  });
  const started = (await run(deployment)).body.id;
  await plane.request("POST", `/flow_runs/${started}/set_state`, { state: { type: "RUNNING" } });
  const waiting = (await run(deployment)).body.id;
  expect((await plane.request("DELETE", `/deployments/${deployment.id}`)).status).toBe(204);
  expect((await plane.request("DELETE", `/deployments/${deployment.id}`)).status).toBe(404);
  expect((await plane.request("GET", `/flow_runs/${started}`)).body.deployment_id).toBe(deployment.id);
  expect((await plane.request("GET", `/flow_runs/${waiting}`)).status).toBe(404);
  const limits = await plane.plane.sql`select from concurrency_limit where name = ${`deployment:${deployment.id}`}`;
  const due = await plane.plane.sql`select from due_run where flow_run_id = ${waiting}`;
  expect([limits.count, due.count]).toEqual([0, 0]);
});

it("lists come in pages with their count, and what matches is deleted by the dozen", async () => {
  for (const name of ["dozen-a", "dozen-b", "dozen-c"]) await deploy(name, { tags: ["dozen"] });
  const deployments = { tags: { all_: ["dozen"] } };
  const page = await plane.request("POST", "/deployments/paginate", { deployments, limit: 2, page: 2 });
  expect(page.body).toMatchObject({ count: 3, pages: 2, page: 2, limit: 2, results: [{ name: "dozen-c" }] });
  expect((await plane.request("POST", "/deployments/count", { deployments })).body).toBe(3);
  const gone = await plane.request("POST", "/deployments/bulk_delete", { deployments, limit: 2 });
  expect(gone.body.deleted).toHaveLength(2);
  expect((await plane.request("POST", "/deployments/count", { deployments })).body).toBe(1);
  expect((await plane.request("POST", "/deployments/bulk_delete", { limit: 51 })).status).toBe(422);
});
