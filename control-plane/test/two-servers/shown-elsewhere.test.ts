import { uuidv7 } from "kedge/contract";
import { expect, it } from "vitest";
import type { TestPlane } from "../plane.js";
import { TestSocket, type TestServer } from "../sockets.js";
import { startTwoServers } from "./two-servers.js";

async function watch({ url }: TestServer, path: string, filter: object): Promise<TestSocket> {
  const client = await TestSocket.authenticated(`${url}/${path}`);
  client.send({ type: "filter", filter });
  await client.ping();
  return client;
}

const eventOf = (name: string) => ({
  id: uuidv7(),
  occurred: new Date().toISOString(),
  event: name,
  resource: { "prefect.resource.id": "user.thing.1" },
  related: [],
  payload: {},
  follows: null,
});

const lineOf = (flowRunId: string, message: string) => ({
  name: "flow",
  level: 20,
  timestamp: new Date().toISOString(),
  flow_run_id: flowRunId,
  message,
});

async function take(client: TestSocket, count: number) {
  const frames = [];
  while (frames.length < count) frames.push(await client.next());
  return frames;
}

/** Every notice from now on, up to the call of what is answered. */
async function overhear({ plane: { sql } }: TestPlane): Promise<() => Promise<string[]>> {
  const heard: string[] = [];
  let onHeard = () => {};
  const { unlisten } = await sql.listen("kedge", (payload) => {
    heard.push(payload);
    onHeard();
  });
  return async () => {
    const last = uuidv7();
    await sql.notify("kedge", last);
    while (heard.at(-1) !== last) await new Promise<void>((resolve) => (onHeard = resolve));
    await unlisten();
    return heard.slice(0, -1);
  };
}

it("what one server commits is shown by both, each thing once", async () => {
  const { planes, sockets } = await startTwoServers();
  const flow = await planes[0].request("POST", "/flows/", { name: "f" });
  const filter = { event: { prefix: ["user.", "prefect.flow-run."] } };
  const clients = await Promise.all(sockets.map((server) => watch(server, "events/out", filter)));
  // Whether this is the past already or not: it is shown.
  const states = ["PENDING", "RUNNING", "COMPLETED"];
  const run = await planes[0].request("POST", "/flow_runs/", { flow_id: flow.body.id, state: { type: states[0] } });
  for (const type of states.slice(1)) {
    await planes[0].request("POST", `/flow_runs/${run.body.id}/set_state`, { state: { type } });
  }
  const sent = [eventOf("user.one"), eventOf("user.two")];
  await planes[0].request("POST", "/events", [sent[0]]);
  await planes[1].request("POST", "/events", [sent[1]]);
  const [here, there] = await Promise.all(clients.map((client) => take(client, 5)));
  const names = (frames: { event: { event: string } }[]) => frames.map(({ event }) => event.event).sort();
  expect(names(here!)).toEqual([
    "prefect.flow-run.Completed",
    "prefect.flow-run.Pending",
    "prefect.flow-run.Running",
    "user.one",
    "user.two",
  ]);
  const known = new Map(here!.map(({ event }) => [event.id, event]));
  for (const { event } of there!) {
    // Told later, it has the run's present count.
    const { "prefect.run-count": _, ...resource } = event.resource;
    expect(known.get(event.id)).toMatchObject({ ...event, resource });
  }
  expect(new Set(there!.map(({ event }) => event.id)).size).toBe(5);
  for (const client of clients) client.socket.close();
});

it("lines of one run that both servers store at the same time are shown by both, each once", async () => {
  const { planes, sockets } = await startTwoServers();
  const runId = uuidv7();
  const filter = { flow_run_id: { any_: [runId] } };
  const clients = await Promise.all(sockets.map((server) => watch(server, "logs/out", filter)));
  for (const { plane } of planes) await plane.notifier.othersTell();
  const messages: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    const posts = planes.map((plane, server) => {
      const lines = [0, 1, 2].map((n) => `server ${server} round ${round} line ${n}`);
      messages.push(...lines);
      return plane.request("POST", "/logs/", [
        ...lines.map((message) => lineOf(runId, message)),
        lineOf(uuidv7(), "another run"),
      ]);
    });
    for (const { status } of await Promise.all(posts)) expect(status).toBe(201);
  }
  for (const client of clients) {
    const frames = await take(client, messages.length);
    expect(frames.map(({ log }) => log.message).sort()).toEqual(messages.toSorted());
    client.socket.close();
  }
});

it("nothing is told of what nobody elsewhere watches", async () => {
  const { planes, sockets } = await startTwoServers();
  const runId = uuidv7();
  const commits = async (server: TestPlane) => {
    const stop = await overhear(server);
    await server.request("POST", "/events", [eventOf("user.unseen")]);
    await server.request("POST", "/logs/", [lineOf(runId, "unseen")]);
    await server.plane.notifier.drained();
    return (await stop()).map((payload) => JSON.parse(payload).commits).filter((told) => told !== undefined);
  };
  expect(await commits(planes[0])).toEqual([]);
  // It watches itself: what it commits it need not be told of.
  const client = await watch(sockets[0], "events/out", {});
  await planes[0].plane.notifier.othersTell();
  expect(await commits(planes[0])).toEqual([]);
  expect(await commits(planes[1])).toEqual([{ events: expect.any(Object) as object }]);
  client.socket.close();
  await client.closed;
  await expect.poll(() => planes[0].plane.hub.events.isWatched, { timeout: 20_000 }).toBe(false);
  await planes[0].plane.notifier.othersTell();
  expect(await commits(planes[1])).toEqual([]);
});

it("those who watch are sent away to begin anew when the line between the servers was cut, or too much came over it", async () => {
  const { planes, sockets, line } = await startTwoServers();
  const cutOff = await watch(sockets[1], "events/out", {});
  await line.refuse();
  await line.heal();
  expect(await cutOff.closed).toMatchObject({ code: 1013 });

  const flooded = await watch(sockets[1], "events/out", { event: { prefix: ["user."] } });
  await planes[1].plane.notifier.othersTell();
  const flood = Array.from({ length: 1001 }, () => eventOf("user.flood"));
  await planes[0].plane.events.write(planes[0].plane.defaultWorkspaceId, flood);
  expect(await flooded.closed).toMatchObject({ code: 1013 });
});
