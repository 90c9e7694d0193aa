import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
let flowId: string;
let deploymentId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  flowId = (await plane.request("POST", "/flows/", { name: "asks" })).body.id;
  await plane.request("POST", "/work_pools/", { name: "p", type: "process" });
  const fields = { name: "d", flow_id: flowId, work_pool_name: "p" };
  deploymentId = (await plane.request("POST", "/deployments/", fields)).body.id;
});
afterAll(() => plane.stop());

const KEYSET = { schema: "paused-1-schema", response: "paused-1-response", description: "paused-1-description" };
const SCHEMA = { type: "object", properties: { approve: { type: "boolean" } }, required: ["approve"] };

async function paused(details: object = {}, name = "Paused"): Promise<string> {
  const { id } = (await plane.request("POST", "/flow_runs/", { flow_id: flowId, deployment_id: deploymentId })).body;
  await plane.request("POST", `/flow_runs/${id}/set_state`, { state: { type: "RUNNING" } });
  const state = { type: "PAUSED", name, state_details: details };
  await plane.request("POST", `/flow_runs/${id}/set_state`, { state });
  return id;
}
const resume = (id: string, run_input?: object) => plane.request("POST", `/flow_runs/${id}/resume`, { run_input });
const send = (id: string, key: string, value: unknown, sender?: string) =>
  plane.request("POST", `/flow_runs/${id}/input`, { key, value: JSON.stringify(value), sender });
const stateOf = async (id: string) => (await plane.request("GET", `/flow_runs/${id}`)).body.state;

it("a paused run goes on in its process, a suspended one in the queue", async () => {
  const [waiting, gone] = [await paused(), await paused({ pause_reschedule: true }, "Suspended")];
  expect(await resume(waiting)).toMatchObject({ status: 201, body: { status: "ACCEPT", state: { type: "RUNNING" } } });
  expect(await resume(gone)).toMatchObject({ body: { state: { type: "SCHEDULED", name: "Resuming" } } });
});

it("a run that is not paused cannot be resumed", async () => {
  const run = await paused();
  await resume(run);
  const again = await resume(run);
  expect(again).toMatchObject({ status: 200, body: { status: "ABORT", state: null } });
  expect(again.body.details).toMatchObject({ type: "abort_details", reason: expect.stringContaining("not paused") });
});

it("a pause that asks for input goes on with what fits its schema, which is stored with the state", async () => {
  const run = await paused({ run_input_keyset: KEYSET });
  await send(run, KEYSET.schema, SCHEMA);
  expect(await resume(run, { approve: true })).toMatchObject({ body: { status: "ACCEPT" } });
  const stored = await plane.request("GET", `/flow_runs/${run}/input/${KEYSET.response}`);
  expect(stored.headers.get("content-type")).toMatch(/^text\/plain/);
  expect(JSON.parse(stored.body)).toEqual({ approve: true });
});

it("input that does not fit is refused with its place, and the run stays paused without it", async () => {
  const run = await paused({ run_input_keyset: KEYSET });
  await send(run, KEYSET.schema, SCHEMA);
  for (const input of [{ approve: "perhaps" }, undefined]) {
    const { status, body } = await resume(run, input);
    expect({ status, ...body }).toMatchObject({ status: "REJECT", state: { type: "PAUSED" } });
    expect(body.details.reason).toContain("approve");
  }
  expect((await stateOf(run)).type).toBe("PAUSED");
  expect((await plane.request("GET", `/flow_runs/${run}/input/${KEYSET.response}`)).status).toBe(404);
});

it("input of forms, which send text for what is none, is what that text stands for", async () => {
  const run = await paused({ run_input_keyset: KEYSET });
  await send(run, KEYSET.schema, SCHEMA);
  const { body } = await resume(run, { approve: { __prefect_kind: "json", value: "not JSON" } });
  expect(body.details.reason).toMatch(/^Error hydrating run input: approve/);
  expect(await resume(run, { approve: { __prefect_kind: "json", value: "true" } })).toMatchObject({ status: 201 });
  const stored = await plane.request("GET", `/flow_runs/${run}/input/${KEYSET.response}`);
  expect(JSON.parse(stored.body)).toEqual({ approve: true });
});

it("a pause whose schema is missing or none is told so", async () => {
  const run = await paused({ run_input_keyset: KEYSET });
  expect((await resume(run, {})).body.details.reason).toBe("Run input schema not found.");
  await plane.request("POST", `/flow_runs/${run}/input`, { key: KEYSET.schema, value: "no schema" });
  expect((await resume(run, {})).body.details.reason).toBe("Run input schema is not valid JSON.");
});

it("of two who resume at once with different input one wins, and it is that one's input that the run finds", async () => {
  const run = await paused({ run_input_keyset: KEYSET });
  await send(run, KEYSET.schema, SCHEMA);
  const answers = await Promise.all([true, false].map((approve) => resume(run, { approve })));
  const statuses = answers.map(({ body }) => body.status);
  expect(statuses.toSorted()).toEqual(["ABORT", "ACCEPT"]);
  const { body } = await plane.request("GET", `/flow_runs/${run}/input/${KEYSET.response}`);
  expect(JSON.parse(body)).toEqual({ approve: statuses[0] === "ACCEPT" });
});

it("what is sent to a run is listed oldest first by its prefix, without what was seen, until it is deleted", async () => {
  const run = await paused();
  for (const [key, value] of [
    ["chat_b", 1],
    ["chat_a", 2],
    ["chatXc", 3],
  ] as const) {
    expect((await send(run, key, value, `prefect.flow-run.${randomUUID()}`)).status).toBe(201);
  }
  const list = async (body: object) =>
    (await plane.request("POST", `/flow_runs/${run}/input/filter`, body)).body.map(({ key }: { key: string }) => key);
  expect(await list({ prefix: "chat_", limit: 10 })).toEqual(["chat_b", "chat_a"]);
  expect(await list({ prefix: "chat_", exclude_keys: ["chat_b"] })).toEqual(["chat_a"]);
  expect((await plane.request("DELETE", `/flow_runs/${run}/input/chat_b`)).status).toBe(204);
  expect((await plane.request("DELETE", `/flow_runs/${run}/input/chat_b`)).status).toBe(404);
  expect((await plane.request("GET", `/flow_runs/${run}/input/chat_b`)).status).toBe(404);
});

it("a key stands for one value, of a run that is there", async () => {
  const run = await paused();
  await send(run, "k", 1);
  expect(await send(run, "k", 2)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining("already exists") },
  });
  expect((await send(randomUUID(), "k", 1)).status).toBe(404);
  expect((await send(run, "not a key", 1)).status).toBe(422);
});

it("inputs go with their run", async () => {
  const run = await paused();
  await send(run, "k", 1);
  expect((await plane.request("DELETE", `/flow_runs/${run}`)).status).toBe(204);
  expect((await plane.plane.sql`select 1 from flow_run_input where flow_run_id = ${run}`).length).toBe(0);
});
