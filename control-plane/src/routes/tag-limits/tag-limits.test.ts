import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const at = "/concurrency_limits";
const call = (method: string, path: string, body?: object) => plane.request(method, `${at}${path}`, body);
const create = (tag: string, slots: number) => call("POST", "/", { tag, concurrency_limit: slots });
const read = async (tag: string) => (await call("GET", `/tag/${tag}`)).body;
const take = (tags: string[], taskRunId: string) => call("POST", "/increment", { names: tags, task_run_id: taskRunId });
const give = (tags: string[], taskRunId: string) => call("POST", "/decrement", { names: tags, task_run_id: taskRunId });

it("the limit of a tag is the named limit tag:<tag>, made and changed by one request", async () => {
  const made = await create("db", 2);
  expect(made).toMatchObject({ status: 201, body: { tag: "db", concurrency_limit: 2, active_slots: [] } });
  expect(await create("db", 3)).toMatchObject({ status: 200, body: { id: made.body.id, concurrency_limit: 3 } });
  expect((await plane.request("GET", "/v2/concurrency_limits/tag:db")).body).toMatchObject({
    id: made.body.id,
    limit: 3,
  });
  expect((await call("GET", `/${made.body.id}`)).body).toMatchObject({ tag: "db" });
  await plane.request("POST", "/v2/concurrency_limits/", { name: "no-tag", limit: 1 });
  expect((await call("POST", "/filter", {})).body).toMatchObject([{ tag: "db" }]);
});

it("slots are held by task runs, of all tags or of none, and are counted by both APIs", async () => {
  await create("a", 2);
  await create("b", 1);
  const [first, second] = [randomUUID(), randomUUID()];
  expect((await take(["a", "b", "unknown"], first)).body.map(({ name }: { name: string }) => name).sort()).toEqual([
    "a",
    "b",
  ]);
  const refused = await take(["a", "b"], second);
  expect(refused.status).toBe(423);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await read("a")).active_slots).toEqual([first]);
  // As the SDKs of today take them.
  const holder = { type: "task_run", id: second };
  await plane.request("POST", "/v2/concurrency_limits/increment-with-lease", { names: ["tag:a"], slots: 1, holder });
  expect((await read("a")).active_slots).toEqual([first, second]);
  expect((await give(["a", "b"], first)).body.map(({ name }: { name: string }) => name)).toEqual(["tag:a", "tag:b"]);
  expect((await read("a")).active_slots).toEqual([second]);
  await plane.plane.sql`update slot_lease set expires_at = clock_timestamp() where holder_id = ${second}`;
  expect((await read("a")).active_slots).toEqual([]);
});

it("a limit of 0 is locked, without a time at which it would not be", async () => {
  await create("closed", 0);
  const refused = await take(["closed"], randomUUID());
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([423, null]);
});

it("a reset frees every slot, or says who holds them", async () => {
  await create("stuck", 2);
  await Promise.all([take(["stuck"], randomUUID()), take(["stuck"], randomUUID())]);
  expect((await call("POST", "/tag/stuck/reset", {})).status).toBe(200);
  expect((await read("stuck")).active_slots).toEqual([]);
  const holder = randomUUID();
  await call("POST", "/tag/stuck/reset", { slot_override: [holder] });
  expect((await read("stuck")).active_slots).toEqual([holder]);
  expect((await call("POST", "/tag/unknown/reset", {})).status).toBe(404);
});

it("a deleted limit holds nobody up", async () => {
  await create("gone", 1);
  await take(["gone"], randomUUID());
  const { id } = (await create("too", 1)).body;
  expect((await call("DELETE", "/tag/gone")).status).toBe(200);
  expect((await call("DELETE", `/${id}`)).status).toBe(200);
  expect((await take(["gone", "too"], randomUUID())).body).toEqual([]);
  expect((await call("DELETE", "/tag/gone")).status).toBe(404);
});

it("who holds a limit is told by name, with the run around it and until when", async () => {
  const flow = (await plane.request("POST", "/flows/", { name: "f" })).body.id;
  const run = (await plane.request("POST", "/flow_runs/", { flow_id: flow, state: { type: "RUNNING" } })).body.id;
  const fields = { flow_run_id: run, task_key: "t", dynamic_key: "0", name: "query-0" };
  const task = (await plane.request("POST", "/task_runs/", fields)).body.id;
  await create("held", 1);
  await take(["held"], task);
  expect((await plane.request("GET", "/v2/concurrency_limits/tag:held/holders")).body).toMatchObject([
    { type: "task_run", id: task, name: "query-0", flow_run_id: run, slots: 1, until: expect.any(String) },
  ]);
  await plane.request("POST", `/flow_runs/${run}/set_state`, { state: { type: "COMPLETED" } });
});
