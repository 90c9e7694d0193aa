import { formatMicros, microsOf, uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import { serveSockets, TestSocket, type TestServer } from "../../../test/sockets.js";

let plane: TestPlane;
let server: TestServer;
beforeAll(async () => {
  plane = await startTestPlane();
  server = await serveSockets(plane.plane);
});
afterAll(async () => {
  await server.close();
  await plane.stop();
});

const secondsAgo = (seconds: number) => formatMicros((Date.now() - seconds * 1000) * 1000);

const event = (name: string, fields: object = {}) => ({
  id: uuidv7(),
  occurred: secondsAgo(0),
  event: name,
  resource: { "prefect.resource.id": "user.thing.1" },
  ...fields,
});
const post = (...events: object[]) => plane.request("POST", "/events", events);

async function watch(filter: object, backfill?: boolean) {
  const client = await TestSocket.authenticated(`${server.url}/events/out`);
  client.send({ type: "filter", filter, ...(backfill === undefined ? {} : { backfill }) });
  // Answered after the filter was read: from here on it is heard.
  await client.ping();
  return client;
}

async function startRun() {
  const flow = await plane.request("POST", "/flows/", { name: `flow-${uuidv7()}` });
  const run = await plane.request("POST", "/flow_runs/", {
    flow_id: flow.body.id,
    name: "brave-otter",
    tags: ["ml"],
    state: { type: "PENDING" },
  });
  return run.body;
}
const setState = (run: { id: string }, type: string) =>
  plane.request("POST", `/flow_runs/${run.id}/set_state`, { state: { type } });

it("what happens is shown to those who asked for it", async () => {
  const client = await watch({ event: { prefix: ["user.live."] } }, false);
  const wanted = event("user.live.a", { payload: { n: 1 } });
  await post(event("user.dead"), wanted);
  expect(await client.next()).toEqual({
    type: "event",
    event: { ...wanted, related: [], received: expect.stringMatching(/Z$/) },
  });
  client.socket.close();
});

it("the state changes of a flow run are shown live, in order, under the ids of the states", async () => {
  const run = await startRun();
  const client = await watch({ any_resource: { id: [`prefect.flow-run.${run.id}`] } }, false);
  await setState(run, "RUNNING");
  await setState(run, "COMPLETED");
  const [running, completed] = [await client.next(), await client.next()];
  expect(running.event).toMatchObject({
    event: "prefect.flow-run.Running",
    follows: run.state_id,
    payload: { intended: { from: "PENDING", to: "RUNNING" } },
    resource: { "prefect.resource.name": "brave-otter" },
  });
  expect(completed.event).toMatchObject({ event: "prefect.flow-run.Completed", follows: running.event.id });
  const { body } = await plane.request("GET", `/flow_runs/${run.id}`);
  expect(completed.event.id).toBe(body.state_id);
  client.socket.close();
});

it("a watcher is told of the run that it makes itself", async () => {
  const client = await watch({ event: { name: ["prefect.flow-run.Pending"] } }, false);
  const run = await startRun();
  expect((await client.next()).event.resource["prefect.resource.id"]).toBe(`prefect.flow-run.${run.id}`);
  client.socket.close();
});

it("what happened lately is shown first, oldest first, events and state changes together", async () => {
  const run = await startRun();
  const past = (occurred: string) =>
    event("user.past", { occurred, resource: { "prefect.resource.id": "user.past.1" } });
  const running = await setState(run, "RUNNING");
  const justAfter = formatMicros(microsOf(running.body.state.timestamp) + 1);
  await post(past(justAfter), past(secondsAgo(60)));
  await setState(run, "COMPLETED");
  const client = await watch({
    any_resource: { id: [`prefect.flow-run.${run.id}`, "user.past.1"] },
    occurred: { since: secondsAgo(120), until: "2200-01-01T00:00:00Z" },
  });
  const seen = [];
  for (let i = 0; i < 5; i++) seen.push((await client.next()).event);
  expect(seen.map((each) => each.event)).toEqual([
    "user.past",
    "prefect.flow-run.Pending",
    "prefect.flow-run.Running",
    "user.past",
    "prefect.flow-run.Completed",
  ]);
  expect(seen[4]).toMatchObject({ follows: seen[2].id, payload: { initial_state: { type: "RUNNING" } } });
  client.socket.close();
});

it("a state change is the same event, live and read later", async () => {
  const run = await startRun();
  const filter = { resource: { id: [`prefect.flow-run.${run.id}`] }, event: { name: ["prefect.flow-run.Running"] } };
  const live = await watch(filter, false);
  await setState(run, "RUNNING");
  const seen = await live.next();
  const later = await watch(filter);
  expect(await later.next()).toEqual(seen);
  live.socket.close();
  later.socket.close();
});

it("only a quarter of an hour of the past is shown, however much is asked for", async () => {
  const resource = { "prefect.resource.id": "user.old.1" };
  const kept = event("user.old", { occurred: secondsAgo(14 * 60), resource });
  await post(event("user.old", { occurred: secondsAgo(16 * 60), resource }), kept);
  const client = await watch({ resource: { id: ["user.old.1"] }, occurred: { since: secondsAgo(86_400) } });
  expect((await client.next()).event.id).toBe(kept.id);
  client.socket.close();
});

it("many pages of the past and what happens meanwhile are shown once each, and none is missed", async () => {
  const name = "user.pages";
  const past = Array.from({ length: 600 }, (_, i) => event(name, { occurred: secondsAgo(300 - i / 10) }));
  await post(...past);
  const client = await TestSocket.authenticated(`${server.url}/events/out`);
  const meanwhile = Array.from({ length: 300 }, () => event(name, { occurred: secondsAgo(0) }));
  client.send({ type: "filter", filter: { event: { name: [name] }, occurred: { until: "2200-01-01T00:00:00Z" } } });
  for (const each of meanwhile) await post(each);
  const seen: string[] = [];
  for (let i = 0; i < 900; i++) seen.push((await client.next()).event.id);
  expect(seen.slice(0, 600)).toEqual(past.map((each) => each.id));
  expect(new Set(seen)).toEqual(new Set([...past, ...meanwhile].map((each) => each.id)));
  client.socket.close();
});

it("one who has left is forgotten", async () => {
  const client = await watch({ event: { name: ["nothing"] } });
  client.socket.terminate();
  await client.closed;
  const { hub, defaultWorkspaceId } = plane.plane;
  await new Promise<void>((resolve) => {
    const poll = () => (hub.events.hasListeners(defaultWorkspaceId) ? setImmediate(poll) : resolve());
    poll();
  });
});
