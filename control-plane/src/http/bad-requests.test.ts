import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";

let plane: TestPlane;
let flowId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  flowId = (await plane.request("POST", "/flows/", { name: "asked-badly" })).body.id;
});
afterAll(() => plane.stop());

/** Whatever was wrong with a request, nothing of it may have been stored. */
afterEach(async () => {
  expect(await plane.plane.sql`select id from flow_run`).toHaveLength(0);
  expect(await plane.plane.sql`select id from flow`).toHaveLength(1);
});

const create = (body: unknown, headers = {}) => plane.request("POST", "/flow_runs/", body, headers);

it("malformed JSON is named as such, with its place", async () => {
  const reply = await create('{"flow_id": ');
  expect(reply).toMatchObject({ status: 422, body: { code: "INVALID_JSON" } });
  expect(reply.body.exception_detail[0]).toMatchObject({ loc: ["body"], type: "json_invalid" });
});

it("an unknown key is named, where the protocol forbids it", async () => {
  const reply = await create({ flow_id: flowId, colour: "red" });
  expect(reply.status).toBe(422);
  expect(reply.body.exception_detail).toMatchObject([{ loc: ["body", "colour"], type: "extra_forbidden" }]);
});

it("a wrong type is named by its path, and the request comes back with the answer", async () => {
  const body = { flow_id: flowId, state: { type: "RUNNING", state_details: { scheduled_time: 7 } } };
  const reply = await create(body);
  expect(reply.status).toBe(422);
  expect(reply.body.exception_detail[0].loc).toEqual(["body", "state", "state_details", "scheduled_time"]);
  expect(reply.body.request_body).toEqual(body);
});

it("a body of 9 MB is refused before it is read, with what to do", async () => {
  const reply = await create({ flow_id: flowId, parameters: { blob: "x".repeat(9_000_000) } });
  expect(reply).toMatchObject({
    status: 413,
    body: { code: "BODY_TOO_LARGE", detail: expect.stringContaining("8 MiB") },
  });
});

it("parameters of more than 512 KiB are refused by their own bound", async () => {
  const reply = await create({ flow_id: flowId, parameters: { blob: "x".repeat(600_000) } });
  expect(reply.status).toBe(422);
  expect(reply.body.exception_detail[0]).toMatchObject({ loc: ["body", "parameters"] });
});

it("an unknown flow is a conflict that says what to create first", async () => {
  const reply = await create({ flow_id: "00000000-0000-4000-8000-00000000dead" });
  expect(reply).toMatchObject({ status: 409, body: { detail: expect.stringContaining("create it first") } });
});

it("a protocol that is too old is refused before anything is misunderstood", async () => {
  const old = await create({ flow_id: flowId }, { "x-prefect-api-version": "0.7.9" });
  const odd = await create({ flow_id: flowId }, { "x-prefect-api-version": "latest" });
  expect([old.status, odd.status]).toEqual([400, 400]);
});

it("something that is no fence is refused, whatever it is sent with", async () => {
  const reply = await create({ flow_id: flowId }, { "kedge-fence": "mine" });
  expect(reply.status).toBe(422);
});

it("a workspace that there isn't is not found, whatever stands behind it", async () => {
  const path =
    "/accounts/00000000-0000-4000-8000-000000000001/workspaces/00000000-0000-4000-8000-00000000dead/flow_runs/";
  const reply = await plane.request("POST", path, { flow_id: flowId });
  expect(reply.status).toBe(404);
});

it("every answer names its request", async () => {
  const own = await create("{", { "x-request-id": "my-request" });
  expect([own.headers.get("x-request-id"), own.body.request_id]).toEqual(["my-request", "my-request"]);
});
