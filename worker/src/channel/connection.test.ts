import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { CHANNEL_PROTOCOLS } from "kedge/contract";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { claimedRun } from "../testing/fake-plane.js";
import { Connection, type ConnectionOptions } from "./connection.js";

let server: WebSocketServer;
let assigned: string[];
let stopped: string[];
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => CHANNEL_PROTOCOLS[0] });
  await once(server, "listening");
  assigned = [];
  stopped = [];
});
afterEach(() => {
  for (const socket of server.clients) socket.terminate();
  server.close();
});

const HELLO: ConnectionOptions["hello"] = {
  session_id: "01890000-0000-7000-8000-000000000001",
  worker_name: "w",
  lease_seconds: 30,
  work_queue_names: [],
  runtimes: [],
  labels: {},
  free: 2,
};

/** A connection after its welcome, and the plane's end of it with what the worker has sent. */
async function opened() {
  const opening = Connection.open({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/channel`,
    apiKey: undefined,
    hello: HELLO,
    onAssign: (run) => assigned.push(run.flow_run.id),
    onStop: ({ flow_run_id }) => stopped.push(flow_run_id),
    free: () => 2 - assigned.length,
    signal: new AbortController().signal,
  });
  const [socket] = (await once(server, "connection")) as [WebSocket];
  const send = (frame: object) => socket.send(JSON.stringify(frame));
  send({ type: "auth_success" });
  send({ type: "welcome", seq: 1, server_id: "s", ping_seconds: 20 });
  const connection = await opening;
  if (!(connection instanceof Connection)) throw new Error(connection.reason);
  return { connection, send, socket };
}

const assign = (seq: number) => ({ type: "assign", seq, run: claimedRun({}) });

it("a frame that comes twice is taken once", async () => {
  const { connection, send } = await opened();
  const run = assign(2);
  for (const frame of [run, run, { type: "welcome", seq: 1, server_id: "s", ping_seconds: 20 }, run]) send(frame);
  // Frames keep their order: when the answer is there, so is all that was sent before it.
  const answer = connection.call({ operation: "readFlowRun" })!;
  send({ type: "answer", seq: 3, to: 1, status: 200, body: null });
  await answer;
  expect(assigned).toEqual([run.run.flow_run.id]);
});

it("a frame that is missing ends the connection: a new one is told of what it held", async () => {
  const { connection, send } = await opened();
  send(assign(3));
  expect(await connection.ended).toMatchObject({ reason: "Frame 2 is missing" });
  expect(assigned).toEqual([]);
});

it("a call whose answer is lost with the connection has failed like a request without an answer", async () => {
  const { connection, socket } = await opened();
  const answer = connection.call({ operation: "renewLeases" })!;
  socket.terminate();
  await expect(answer).rejects.toMatchObject({ code: "PLANE_UNREACHABLE" });
  expect(connection.call({ operation: "renewLeases" })).toBeNull();
});
