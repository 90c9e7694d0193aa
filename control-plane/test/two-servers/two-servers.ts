import { onTestFinished } from "vitest";
import { openByteProxy, type ByteProxy } from "../faults/open-byte-proxy.js";
import { startTestPlane, type TestPlane } from "../plane.js";
import { serveSockets, type TestServer } from "../sockets.js";

export interface TwoServers {
  readonly planes: readonly [TestPlane, TestPlane];
  readonly sockets: readonly [TestServer, TestServer];
  /** What the second one hears of the first, and tells it, goes this way. */
  readonly line: ByteProxy;
}

/**
 * Two servers on one database that have heard of each other. Their background loops don't run: what one does about the
 * other's work it was told of, and did not find by a sweep. The database has to be sound when the test ends.
 */
export async function startTwoServers(): Promise<TwoServers> {
  const first = await startTestPlane();
  onTestFinished(() => first.stop());
  const line = await openByteProxy(first.url);
  onTestFinished(() => line.refuse());
  const beside = await startTestPlane({ beside: first, noticeUrl: line.url });
  onTestFinished(() => beside.stop());
  const planes = [first, beside] as const;
  const sockets = [await serveSockets(first.plane), await serveSockets(beside.plane)] as const;
  for (const each of sockets) onTestFinished(() => each.close());
  await haveMet(planes);
  return { planes, sockets, line };
}

export async function haveMet(planes: readonly TestPlane[]): Promise<void> {
  for (const { plane } of planes) {
    while (plane.notifier.isAlone) await new Promise(setImmediate);
  }
}
