import { randomUUID } from "node:crypto";
import { CHANNEL_PROTOCOLS } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import { serveSockets, TestSocket, type TestServer } from "../../../test/sockets.js";

let first: TestPlane;
let second: TestPlane;
let sockets: TestServer;
beforeAll(async () => {
  first = await startTestPlane();
  second = await startTestPlane({ beside: first });
  sockets = await serveSockets(second.plane);
});
afterAll(async () => {
  await sockets.close();
  await second.stop();
  await first.stop();
});

it("a run that one server was given reaches a worker that is connected to the other, and so does its cancel", async () => {
  await expect.poll(() => [first.plane.notifier.isAlone, second.plane.notifier.isAlone]).toEqual([false, false]);
  await first.request("POST", "/work_pools/", { name: "shared", type: "process" });
  const flow = await first.request("POST", "/flows/", { name: "f" });
  const deployment = await first.request("POST", "/deployments/", {
    name: "d",
    flow_id: flow.body.id,
    work_pool_name: "shared",
  });
  const worker = await TestSocket.open(`${sockets.url}/work_pools/shared/channel`, {
    protocols: [...CHANNEL_PROTOCOLS],
  });
  worker.send({ type: "auth", token: null });
  worker.send({ type: "hello", worker_name: "w", session_id: randomUUID(), lease_seconds: 30, free: 1 });
  await worker.next();
  await worker.next();
  const run = await first.request("POST", `/deployments/${deployment.body.id}/create_flow_run`, {});
  const { run: claimed } = await worker.next();
  expect(claimed.flow_run.id).toBe(run.body.id);
  await first.request("POST", `/flow_runs/${run.body.id}/set_state`, { state: { type: "CANCELLING" } });
  expect(await worker.next()).toMatchObject({ type: "stop", flow_run_id: run.body.id, reason: "cancelled" });
  worker.socket.terminate();
});
