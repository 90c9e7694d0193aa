import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const create = (fields: object = {}) =>
  plane.request("POST", "/task_runs/", { task_key: "t", dynamic_key: uuidv7(), ...fields });
const propose = (id: string, state: object, headers?: Record<string, string>) =>
  plane.request("POST", `/task_runs/${id}/set_state`, { state }, headers);

async function newFlowRun(): Promise<string> {
  const flow = await plane.request("POST", "/flows/", { name: "around", labels: { team: "ml" } });
  return (await plane.request("POST", "/flow_runs/", { flow_id: flow.body.id, state: { type: "RUNNING" } })).body.id;
}

it("a task run is created once for its place in a flow run, however many create it at once", async () => {
  const place = { flow_run_id: await newFlowRun(), dynamic_key: "0" };
  const replies = await Promise.all(Array.from({ length: 8 }, () => create(place)));
  expect(replies.filter((reply) => reply.status === 201)).toHaveLength(1);
  expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
  expect(replies[0]!.body).toMatchObject({ state_type: "PENDING", run_count: 0, flow_run_id: place.flow_run_id });
});

it("a task run has a name that people can say, and the labels of its flow run beside its own", async () => {
  const flow_run_id = await newFlowRun();
  const { body } = await create({ flow_run_id, labels: { mine: 1 } });
  expect(body.name).toMatch(/^[a-z]+-[a-z]+$/);
  expect(body.labels).toMatchObject({ team: "ml", mine: 1, "prefect.flow-run.id": flow_run_id });
});

it("a task run of a flow run that does not exist is refused", async () => {
  expect(await create({ flow_run_id: uuidv7() })).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
});

it("outside of any flow run a task run is created once for its keys", async () => {
  const dynamic_key = uuidv7();
  const [first, second] = [await create({ dynamic_key }), await create({ dynamic_key })];
  expect([first.status, second.status, second.body.id]).toEqual([201, 200, first.body.id]);
});

it("of two proposals at once each is decided on the state that the other left", async () => {
  const { body: run } = await create({ state: { type: "RUNNING" } });
  const replies = await Promise.all([
    propose(run.id, { type: "COMPLETED", data: { storage_key: "k" } }),
    propose(run.id, { type: "CRASHED" }),
  ]);
  const { body: after } = await plane.request("GET", `/task_runs/${run.id}`);
  const states = await plane.plane
    .sql`select type from task_run_state where task_run_id = ${run.id} order by timestamp`;
  const accepted = replies.filter((reply) => reply.body.status === "ACCEPT");
  expect(states).toHaveLength(1 + accepted.length);
  expect(states.at(-1)!.type).toBe(after.state_type);
  // Whichever came first: a crash never undoes a completion.
  if (replies[0]!.body.status === "ACCEPT") expect(after.state_type).toBe("COMPLETED");
});

it("a completion is found by its key until it expires, and the newest counts", async () => {
  const key = uuidv7();
  const complete = async (result: string, cache_expiration: string | null) => {
    const { body: run } = await create({ state: { type: "RUNNING" } });
    const state_details = { cache_key: key, cache_expiration };
    await propose(run.id, { type: "COMPLETED", data: { storage_key: result }, state_details });
  };
  const start = async () => {
    const { body: run } = await create();
    return (await propose(run.id, { type: "RUNNING", state_details: { cache_key: key } })).body;
  };
  expect((await start()).status).toBe("ACCEPT");
  await complete("first", null);
  await complete("second", "2200-01-01T00:00:00Z");
  expect(await start()).toMatchObject({ status: "REJECT", state: { name: "Cached", data: { storage_key: "second" } } });
  await complete("third", "2001-01-01T00:00:00Z");
  expect((await start()).status).toBe("ACCEPT");
});

it("an attempt that no longer owns the flow run cannot change its tasks", async () => {
  const flow_run_id = await newFlowRun();
  await plane.plane.sql`update flow_run set fence_epoch = 1, fence_counter = 2 where id = ${flow_run_id}`;
  const { body: run } = await create({ flow_run_id });
  const stale = await propose(run.id, { type: "RUNNING" }, { "kedge-fence": "1.1" });
  expect([stale.status, stale.body.code]).toEqual([409, "STALE_FENCE"]);
  expect((await propose(run.id, { type: "RUNNING" }, { "kedge-fence": "1.2" })).status).toBe(201);
});

it("an unknown task run is not found", async () => {
  expect((await propose(uuidv7(), { type: "RUNNING" })).status).toBe(404);
});
