import { DEFAULT_WORKSPACE_ID } from "../../plane.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import { refusalOf, serveSockets, TestSocket, type TestServer } from "../../../test/sockets.js";

const ACCOUNT_ID = "00000000-0000-4000-8000-000000000001";
const PATHS = ["/events/in", "/events/out", "/logs/out"];

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

it("the subprotocol is selected, and a ping before the handshake is answered", async () => {
  const client = await TestSocket.open(`${server.url}/events/in`);
  expect(client.socket.protocol).toBe("prefect");
  expect(await client.ping("hello")).toBe("hello");
  client.send({ type: "auth", token: null });
  expect(await client.next()).toEqual({ type: "auth_success" });
  client.socket.close();
});

it.each(PATHS)("%s looks at nothing before the handshake", async (path) => {
  for (const frame of ["nonsense", { type: "filter", filter: {} }, { type: "auth", token: 1 }, "null"]) {
    const client = await TestSocket.open(server.url + path);
    client.send(frame);
    expect(await client.closed).toMatchObject({ code: 1008, reason: expect.stringContaining('{"type":"auth"') });
  }
});

it.each(PATHS)("%s closes on one who says nothing", async (path) => {
  const impatient = await serveSockets(plane.plane, { deadlineMs: 1 });
  const client = await TestSocket.open(impatient.url + path);
  expect(await client.closed).toEqual({ code: 1008, reason: "No authentication within 0.001 s" });
  await impatient.close();
});

it.each(["/events/out", "/logs/out"])("%s closes on one who asks for nothing", async (path) => {
  const impatient = await serveSockets(plane.plane, { deadlineMs: 1 });
  const client = await TestSocket.open(impatient.url + path, { protocols: [] });
  expect(await client.closed).toEqual({ code: 1008, reason: "No filter within 0.001 s" });
  await impatient.close();
});

it.each(["/events/out", "/logs/out"])("%s closes on a message that is no filter, or no valid one", async (path) => {
  for (const [frame, reason] of [
    ["nonsense", 'Expected {"type":"filter"'],
    [{ type: "auth" }, 'Expected {"type":"filter"'],
    [{ type: "filter", filter: { colour: "red" } }, "Invalid filter: "],
    [{ type: "filter", filter: { text: { query: "x".repeat(201) } } }, "Invalid filter: text.query"],
    [{ filter: {} }, 'Expected {"type":"filter"'],
  ] as const) {
    const client = await TestSocket.authenticated(server.url + path);
    client.send(frame);
    expect(await client.closed).toMatchObject({ code: 1002, reason: expect.stringContaining(reason) });
  }
});

it("a client without the subprotocol is served without a handshake", async () => {
  const client = await TestSocket.open(`${server.url}/events/out`, { protocols: [] });
  client.send({ type: "filter", filter: {} });
  expect(await client.ping()).toBe("x");
  client.socket.close();
});

it("paths that don't exist are answered 404", async () => {
  for (const path of ["/nothing", "/work_pools/p/workers/connected", "/events/in/more", "/constructor", "/../x"]) {
    expect(await refusalOf(server.url + path)).toBe(404);
  }
  expect(await refusalOf(server.url.replace("/api", "/elsewhere"))).toBe(404);
});

it("a named workspace is served, one that doesn't exist is not found", async () => {
  const under = (account: string, workspace: string) =>
    `${server.url}/accounts/${account}/workspaces/${workspace}/events/out`;
  const client = await TestSocket.authenticated(under(ACCOUNT_ID, DEFAULT_WORKSPACE_ID));
  client.socket.close();
  expect(await refusalOf(under(ACCOUNT_ID, ACCOUNT_ID))).toBe(404);
  expect(await refusalOf(under("one", "two"))).toBe(404);
});

it("a page of another host is refused", async () => {
  expect(await refusalOf(`${server.url}/events/out`, { origin: "https://example.com" })).toBe(403);
  expect(await refusalOf(`${server.url}/events/out`, { origin: "null" })).toBe(403);
  const client = await TestSocket.authenticated(`${server.url}/events/out`, { origin: "http://127.0.0.1:5173" });
  client.socket.close();
});

it("a frame beyond 2 MiB closes the socket", async () => {
  const client = await TestSocket.authenticated(`${server.url}/events/in`);
  client.send("x".repeat(2 * 1024 * 1024 + 1));
  expect((await client.closed).code).toBe(1009);
});

it("one who no longer answers is cut off, and nobody else", async () => {
  const pinging = await serveSockets(plane.plane, { pingEveryMs: 5 });
  const alive = await TestSocket.authenticated(`${pinging.url}/events/in`);
  const silent = await TestSocket.open(`${pinging.url}/events/in`, { autoPong: false });
  expect((await silent.closed).code).toBe(1006);
  expect(await alive.ping()).toBe("x");
  await pinging.close();
});

it("a server that stops asks its clients to connect again", async () => {
  const stopping = await serveSockets(plane.plane);
  const clients = await Promise.all(PATHS.map((path) => TestSocket.authenticated(stopping.url + path)));
  await stopping.close();
  for (const client of clients) expect((await client.closed).code).toBe(1012);
});
