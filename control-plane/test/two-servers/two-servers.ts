import { onTestFinished } from "vitest";
import type { ServerConfig } from "../../src/config.js";
import { startTestPlane, type TestPlane } from "../plane.js";
import { serveSockets, type TestServer } from "../sockets.js";

export interface TwoServers {
  readonly planes: readonly [TestPlane, TestPlane];
  readonly sockets: readonly [TestServer, TestServer];
}

/**
 * Two servers on one database that have heard of each other. Their background loops don't run: what one does about the
 * other's work it was told of, and did not find by a sweep. The database has to be sound when the test ends.
 */
export async function startTwoServers(second: { readonly config?: Partial<ServerConfig> } = {}): Promise<TwoServers> {
  const first = await startTestPlane();
  onTestFinished(() => first.stop());
  const beside = await startTestPlane({ beside: first, ...second });
  onTestFinished(() => beside.stop());
  const planes = [first, beside] as const;
  const sockets = [await serveSockets(first.plane), await serveSockets(beside.plane)] as const;
  for (const each of sockets) onTestFinished(() => each.close());
  await haveMet(planes);
  return { planes, sockets };
}

export async function haveMet(planes: readonly TestPlane[]): Promise<void> {
  for (const { plane } of planes) {
    while (plane.notifier.isAlone) await new Promise(setImmediate);
  }
}
