import { uuidv7, type ReceivedEvent } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { taskRunEvent } from "../../test/task-run-event.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const event = (fields: object = {}) => ({
  id: uuidv7(),
  occurred: new Date().toISOString(),
  event: "user.thing.happened",
  resource: { "prefect.resource.id": "user.thing.1" },
  ...fields,
});
const post = (...events: object[]) => plane.request("POST", "/events", events);
async function newFlowRun(): Promise<string> {
  const flow = await plane.request("POST", "/flows/", { name: "observed" });
  return (await plane.request("POST", "/flow_runs/", { flow_id: flow.body.id })).body.id;
}
const stored = async (...ids: string[]) => [
  ...(await plane.plane.sql`select * from event where id = any(${ids}) order by id`),
];

it("an event is in the database when the post is answered, with what it says and when it came", async () => {
  const related = [{ "prefect.resource.id": "user.thing.2", "prefect.resource.role": "friend" }];
  const sent = event({ related, payload: { a: [1, 'x"\\'] }, follows: uuidv7() });
  expect((await post(sent)).status).toBe(204);
  const [row] = await stored(sent.id);
  expect(row).toMatchObject({
    event: sent.event,
    resource_id: "user.thing.1",
    resource: sent.resource,
    related,
    payload: sent["payload" as never],
    follows: sent["follows" as never],
  });
  expect(row!.received >= row!.occurred).toBe(true);
});

it("an event that comes again is stored and shown once", async () => {
  const seen: ReceivedEvent[] = [];
  const { hub, defaultWorkspaceId } = plane.plane;
  const unsubscribe = hub.events.subscribe(defaultWorkspaceId, (events) => seen.push(...events));
  const sent = event();
  await Promise.all([post(sent, sent), post(sent)]);
  await post(sent);
  unsubscribe();
  expect(await stored(sent.id)).toHaveLength(1);
  expect(seen.map((each) => each.id)).toEqual([sent.id]);
});

it("an event without a name, an id or a resource is refused by its place", async () => {
  const good = event();
  for (const [bad, place] of [
    [event({ event: "" }), "event"],
    [event({ id: "1" }), "id"],
    [event({ resource: {} }), "resource"],
    [event({ related: [{ "prefect.resource.id": "x" }] }), "related"],
  ] as const) {
    const reply = await post(good, bad);
    expect(reply.status).toBe(422);
    expect(reply.body.exception_detail[0].loc.slice(0, 3)).toEqual(["body", 1, place]);
  }
  expect(await stored(good.id)).toEqual([]);
});

it("an event from long ago or with a random id is stored once", async () => {
  const id = "8c3f8f3e-6e5b-4f5e-9d52-0a6f4f1f7c11";
  const sent = event({ id, occurred: "2001-02-03T04:05:06Z", event: "user.long.ago" });
  await post(sent);
  await post(sent);
  const rows = await plane.plane.sql`select occurred from event where event = 'user.long.ago'`;
  expect([...rows]).toEqual([{ occurred: "2001-02-03T04:05:06.000000Z" }]);
});

it("the events of a client's task run become its row and its states", async () => {
  const [flowRunId, taskRunId] = [await newFlowRun(), uuidv7()];
  const times = ["2026-01-01T00:00:00.000001Z", "2026-01-01T00:00:00.000002Z", "2026-01-01T00:00:01.5Z"];
  const events = ["PENDING", "RUNNING", "COMPLETED"].map((type, i) =>
    taskRunEvent({ taskRunId, flowRunId, type, occurred: times[i]!, runCount: i === 0 ? 0 : 1 }),
  );
  await post(...events.toReversed());
  const { body: run } = await plane.request("GET", `/task_runs/${taskRunId}`);
  expect(run).toMatchObject({
    id: taskRunId,
    flow_run_id: flowRunId,
    name: "train-0",
    task_key: "train-abc",
    dynamic_key: "0",
    tags: ["ml"],
    run_count: 1,
    empirical_policy: { retries: 3, retry_delay: 1 },
    task_inputs: { path: [{ input_type: "task_run", id: flowRunId }] },
    state_id: events[2]!.id,
    state: { type: "COMPLETED", state_details: { flow_run_id: flowRunId, task_run_id: taskRunId } },
  });
  const states = await plane.plane.sql`
    select id, type from task_run_state where task_run_id = ${taskRunId} order by timestamp`;
  expect([...states]).toEqual(events.map(({ id }, i) => ({ id, type: ["PENDING", "RUNNING", "COMPLETED"][i] })));
  expect(await stored(...events.map(({ id }) => id))).toHaveLength(3);
});

it("a task run's event that tells no state is stored, and loses no other", async () => {
  const [taskRunId, flowRunId] = [uuidv7(), await newFlowRun()];
  const good = taskRunEvent({ taskRunId, flowRunId, type: "RUNNING", occurred: "2026-01-01T00:00:00Z" });
  const odd = {
    ...taskRunEvent({ taskRunId, flowRunId, type: "RUNNING", occurred: "2026-01-01T00:00:00Z" }),
    payload: {},
  };
  expect((await post(odd, good)).status).toBe(204);
  expect(await stored(good.id, odd.id)).toHaveLength(2);
  expect((await plane.request("GET", `/task_runs/${taskRunId}`)).body.state_id).toBe(good.id);
});

it("limits that nobody has made let everyone pass", async () => {
  const taken = await plane.request("POST", "/v2/concurrency_limits/increment-with-lease", {
    names: ["tag:gpu"],
    slots: 1,
    mode: "concurrency",
    create_if_missing: null,
  });
  expect([taken.status, taken.body.limits]).toEqual([200, []]);
  const given = await plane.request("POST", "/v2/concurrency_limits/decrement-with-lease", {
    lease_id: taken.body.lease_id,
  });
  expect(given.status).toBe(204);
});
