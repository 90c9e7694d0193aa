import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

const UNKNOWN = "00000000-0000-4000-8000-00000000dead";

let plane: TestPlane;
let flowId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  flowId = (await plane.request("POST", "/flows/", { name: "updates" })).body.id;
});
afterAll(() => plane.stop());

const newRun = async (fields: object = {}) =>
  (await plane.request("POST", "/flow_runs/", { flow_id: flowId, ...fields })).body;
const read = async (id: string) => (await plane.request("GET", `/flow_runs/${id}`)).body;
const patch = (id: string, changes: object, headers = {}) =>
  plane.request("PATCH", `/flow_runs/${id}`, changes, headers);

it("only the fields that are given change", async () => {
  const run = await newRun({ name: "first", tags: ["a"], parameters: { x: 1 } });
  const changes = { tags: ["b", "c"], flow_version: "v2", infrastructure_pid: "host:1", parameters: { y: [null] } };
  expect((await patch(run.id, changes)).status).toBe(204);
  const after = await read(run.id);
  expect(after).toEqual({ ...run, ...changes, updated: after.updated, estimated_start_time_delta: expect.any(Number) });
  expect(after.updated > run.updated).toBe(true);
});

it("a null clears what may be absent and leaves the name", async () => {
  const run = await newRun({ name: "kept", flow_version: "v1" });
  await patch(run.id, { name: null, flow_version: null, infrastructure_pid: null, job_variables: null });
  expect(await read(run.id)).toMatchObject({ name: "kept", flow_version: null, infrastructure_pid: null });
});

it("a policy is replaced as a whole", async () => {
  const run = await newRun({ empirical_policy: { retries: 1, retry_delay: 30 } });
  await patch(run.id, { empirical_policy: { retries: 4 } });
  expect((await read(run.id)).empirical_policy).toMatchObject({ retries: 4, retry_delay: null });
});

it("an unknown key and an empty name are refused", async () => {
  const run = await newRun();
  expect((await patch(run.id, { colour: "red" })).status).toBe(422);
  expect((await patch(run.id, { name: "" })).status).toBe(422);
});

describe("under a fence", () => {
  it.each([
    ["the run's fields", "", { name: "renamed" }],
    ["the run's labels", "/labels", { team: "ml" }],
  ])("only the current attempt changes %s", async (_, path, changes) => {
    const run = await newRun({ name: "fenced" });
    await plane.plane.sql`update flow_run set fence_epoch = 1, fence_counter = 10 where id = ${run.id}`;
    const under = (fence: string) =>
      plane.request("PATCH", `/flow_runs/${run.id}${path}`, changes, { "kedge-fence": fence });
    for (const stale of ["1.9", "1.1", "11.0", "0.10", "2.10"]) {
      expect(await under(stale)).toMatchObject({ status: 409, body: { code: "STALE_FENCE" } });
    }
    expect(await read(run.id)).toMatchObject({ name: "fenced", labels: run.labels });
    expect((await under("1.10")).status).toBe(204);
    expect(await read(run.id)).toMatchObject("name" in changes ? changes : { labels: changes });
  });

  it("an unknown run is unknown, not stale", async () => {
    expect((await patch(UNKNOWN, { name: "x" }, { "kedge-fence": "1.1" })).status).toBe(404);
  });
});

describe("job variables", () => {
  const changes = { job_variables: { cpu: 2 } };

  it("change while a deployment's run is scheduled", async () => {
    const deployment = (await plane.request("POST", "/deployments/", { name: "nightly", flow_id: flowId })).body;
    const run = await newRun({ deployment_id: deployment.id, state: { type: "SCHEDULED" } });
    expect((await patch(run.id, changes)).status).toBe(204);
    expect((await read(run.id)).job_variables).toEqual({ cpu: 2 });
  });

  it("are refused once infrastructure may have been started with the old ones", async () => {
    const run = await newRun({ state: { type: "PENDING" } });
    const reply = await patch(run.id, { ...changes, name: "both or none" });
    expect(reply).toMatchObject({
      status: 400,
      body: { code: "NOT_UPDATABLE", detail: expect.stringContaining("PENDING") },
    });
    expect((await read(run.id)).name).toBe(run.name);
  });

  it("are refused for a run that nothing is started for", async () => {
    const run = await newRun({ state: { type: "SCHEDULED" } });
    expect(await patch(run.id, changes)).toMatchObject({
      status: 400,
      body: { detail: "A deployment for the flow run could not be found" },
    });
  });
});

describe("labels", () => {
  it("are merged, and two merges at once both count", async () => {
    const run = await newRun({ labels: { team: "data" } });
    const merges = Array.from({ length: 8 }, (_, i) =>
      plane.request("PATCH", `/flow_runs/${run.id}/labels`, { team: "ml", [`key-${i}`]: i }),
    );
    await Promise.all(merges);
    const { labels } = await read(run.id);
    expect(labels).toMatchObject({ ...run.labels, team: "ml" });
    expect(Object.keys(labels).filter((key) => key.startsWith("key-"))).toHaveLength(8);
  });

  it("of an unknown run are not found", async () => {
    const reply = await plane.request("PATCH", `/flow_runs/${UNKNOWN}/labels`, { a: 1 });
    expect(reply).toMatchObject({ status: 404, body: { exception_message: expect.stringContaining(UNKNOWN) } });
  });
});
