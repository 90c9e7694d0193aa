import { uuidv7 } from "kedge/contract";
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

const post = (...lines: object[]) =>
  plane.request(
    "POST",
    "/logs/",
    lines.map((line) => ({ name: "flow", level: 20, timestamp: "2026-01-01T00:00:00Z", ...line })),
  );

async function watch(filter: object) {
  const client = await TestSocket.authenticated(`${server.url}/logs/out`);
  client.send({ type: "filter", filter });
  // Answered after the filter was read: from here on it is heard.
  await client.ping();
  return client;
}

it("lines are shown as they are stored, in their order, those that were asked for", async () => {
  const flowRunId = uuidv7();
  const client = await watch({ flow_run_id: { any_: [flowRunId] }, level: { ge_: 20 } });
  await post(
    { message: "before the other run", flow_run_id: flowRunId },
    { message: "another run", flow_run_id: uuidv7() },
  );
  await post({ message: "too quiet", level: 10, flow_run_id: flowRunId }, { message: "after", flow_run_id: flowRunId });
  expect(await client.next()).toMatchObject({
    type: "log",
    log: { message: "before the other run", flow_run_id: flowRunId },
  });
  expect(await client.next()).toMatchObject({ type: "log", log: { message: "after", level: 20, task_run_id: null } });
  client.socket.close();
});

it("one who has left is forgotten", async () => {
  const client = await watch({});
  const { hub, defaultWorkspaceId } = plane.plane;
  expect(hub.logs.hasListeners(defaultWorkspaceId)).toBe(true);
  client.socket.close();
  await client.closed;
  await new Promise<void>((resolve) => {
    const poll = () => (hub.logs.hasListeners(defaultWorkspaceId) ? setImmediate(poll) : resolve());
    poll();
  });
});

it("one who reads too slowly is let go, with the advice to connect again", async () => {
  const client = await watch({});
  client.socket.pause();
  const message = "x".repeat(100_000);
  // Until the kernel's buffers and the server's own are full.
  const { hub, defaultWorkspaceId } = plane.plane;
  for (let sent = 0; hub.logs.hasListeners(defaultWorkspaceId); sent++) {
    expect(sent).toBeLessThan(500);
    await post({ message });
    if (sent === 200) client.socket.resume();
  }
  expect(await client.closed).toMatchObject({ code: 1013, reason: expect.stringContaining("Fell behind") });
});
