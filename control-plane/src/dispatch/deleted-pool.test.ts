import { randomUUID } from "node:crypto";
import { CHANNEL_PROTOCOLS } from "kedge/contract";
import { expect, it, onTestFinished } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { serveSockets, TestSocket } from "../../test/sockets.js";

/** A worker that is connected to the plane and waits for runs of the pool `p`. */
async function startTestWorker(plane: TestPlane): Promise<TestSocket> {
  const server = await serveSockets(plane.plane);
  onTestFinished(() => server.close());
  const worker = await TestSocket.open(`${server.url}/work_pools/p/channel`, { protocols: [...CHANNEL_PROTOCOLS] });
  worker.send({ type: "auth", token: null });
  worker.send({ type: "hello", worker_name: "w", session_id: randomUUID(), lease_seconds: 30, free: 1 });
  await worker.next();
  await worker.next();
  return worker;
}

it("the workers of a pool that is deleted are told so, whichever server they are connected to", async () => {
  const first = await startTestPlane();
  onTestFinished(() => first.stop());
  const second = await startTestPlane({ beside: first });
  onTestFinished(() => second.stop());
  await expect.poll(() => [first.plane.notifier.isAlone, second.plane.notifier.isAlone]).toEqual([false, false]);
  await first.request("POST", "/work_pools/", { name: "p", type: "process" });
  const workers = [await startTestWorker(first), await startTestWorker(first), await startTestWorker(second)];

  expect((await first.request("DELETE", "/work_pools/p")).status).toBe(204);
  const goodbyes = await Promise.all(workers.map((worker) => worker.closed));
  expect(goodbyes).toEqual(workers.map(() => ({ code: 1008, reason: "Work pool p not found" })));
  // And nobody claims for it any more.
  await expect
    .poll(() => [first.plane.dispatcher.sweep(), second.plane.dispatcher.sweep()])
    .toEqual([{ pools: 0 }, { pools: 0 }]);
});
