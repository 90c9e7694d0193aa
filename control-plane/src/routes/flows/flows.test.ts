import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

const UNKNOWN = "00000000-0000-4000-8000-00000000dead";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const newFlow = async (fields: object) => (await plane.request("POST", "/flows/", fields)).body;

it("registering a flow twice answers 201 and then 200 with the same flow", async () => {
  const first = await plane.request("POST", "/flows/", { name: "etl", tags: ["a"], labels: { team: "data" } });
  const second = await plane.request("POST", "/flows/", { name: "etl" });
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.body).toEqual(first.body);
  expect(first.body).toMatchObject({ name: "etl", tags: ["a"], labels: { team: "data" } });
});

it("a flow is found by its id and by its name, however it is spelled", async () => {
  const flow = await newFlow({ name: "täglich 7:00 (neu)?" });
  expect((await plane.request("GET", `/flows/${flow.id}`)).body).toEqual(flow);
  expect((await plane.request("GET", `/flows/name/${encodeURIComponent(flow.name)}`)).body).toEqual(flow);
});

it("an unknown flow is missing in both of Prefect's ways of saying so", async () => {
  const message = {
    code: "NOT_FOUND",
    detail: "Flow not found",
    exception_message: `Flow with id ${UNKNOWN} not found`,
  };
  expect(await plane.request("GET", `/flows/${UNKNOWN}`)).toMatchObject({ status: 404, body: message });
  expect((await plane.request("GET", "/flows/name/nobody")).status).toBe(404);
  expect((await plane.request("PATCH", `/flows/${UNKNOWN}`, { tags: [] })).status).toBe(404);
  expect((await plane.request("DELETE", `/flows/${UNKNOWN}`)).status).toBe(404);
});

it("a flow's tags are replaced, and nothing else can be changed", async () => {
  const flow = await newFlow({ name: "tagged", tags: ["a", "b"] });
  expect((await plane.request("PATCH", `/flows/${flow.id}`, { tags: ["c"] })).status).toBe(204);
  expect((await plane.request("GET", `/flows/${flow.id}`)).body).toMatchObject({ name: "tagged", tags: ["c"] });
  expect((await plane.request("PATCH", `/flows/${flow.id}`, { name: "other" })).status).toBe(422);
});

it("flows are listed by name and in pages", async () => {
  const names = ["list-a", "list-b", "list-c"];
  for (const name of names.toReversed()) await newFlow({ name });
  const flows = { name: { like_: "list-" } };
  const { body: listed } = await plane.request("POST", "/flows/filter", { flows });
  expect(listed.map((flow: { name: string }) => flow.name)).toEqual(names);
  const { body: page } = await plane.request("POST", "/flows/paginate", { flows, limit: 2, page: 2 });
  expect(page).toEqual({ results: [listed[2]], count: 3, limit: 2, pages: 2, page: 2 });
  expect((await plane.request("POST", "/flows/count", { flows })).body).toBe(3);
});

describe("deleting a flow", () => {
  it("deletes its deployments and runs, and nobody else's", async () => {
    const [flow, other] = [await newFlow({ name: "doomed" }), await newFlow({ name: "kept" })];
    const deployment = (await plane.request("POST", "/deployments/", { name: "d", flow_id: flow.id })).body;
    const runOf = async (flow_id: string) => (await plane.request("POST", "/flow_runs/", { flow_id })).body.id;
    const [run, otherRun] = [await runOf(flow.id), await runOf(other.id)];
    expect((await plane.request("DELETE", `/flows/${flow.id}`)).status).toBe(204);
    const status = async (path: string) => (await plane.request("GET", path)).status;
    expect(await status(`/flows/${flow.id}`)).toBe(404);
    expect(await status(`/flow_runs/${run}`)).toBe(404);
    expect(await status(`/deployments/${deployment.id}`)).toBe(404);
    expect((await plane.request("GET", `/flow_run_states/?flow_run_id=${run}`)).body).toEqual([]);
    expect(await status(`/flow_runs/${otherRun}`)).toBe(200);
    expect((await plane.request("DELETE", `/flows/${flow.id}`)).status).toBe(404);
  });

  it("deletes more runs than one statement does", async () => {
    const flow = await newFlow({ name: "large" });
    await plane.plane.sql`
      insert into flow_run (workspace_id, id, flow_id, name)
      select ${plane.plane.defaultWorkspaceId}::uuid, gen_random_uuid(), ${flow.id}::uuid, 'run-' || n
      from generate_series(1, 1201) n`;
    expect((await plane.request("DELETE", `/flows/${flow.id}`)).status).toBe(204);
    expect((await plane.request("POST", "/flow_runs/count", { flow_runs: { name: { like_: "run-" } } })).body).toBe(0);
  });

  it("frees its name", async () => {
    const flow = await newFlow({ name: "phoenix" });
    await plane.request("DELETE", `/flows/${flow.id}`);
    expect((await newFlow({ name: "phoenix" })).id).not.toBe(flow.id);
  });
});
