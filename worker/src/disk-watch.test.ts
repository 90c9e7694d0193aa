import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimFlowRuns, noteWorkerTrouble } from "kedge/contract";
import type { OutboxMachine } from "kedge/outbox";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { SimulatedDisk } from "../../sdk/src/outbox/testing/simulated-disk.js";
import { silentLog } from "./testing/attempts.js";
import { FakePlane } from "./testing/fake-plane.js";
import { ManualClock } from "./testing/manual-clock.js";
import { startWorker, type Worker } from "./worker.js";

const MEGABYTE = 2 ** 20;

let plane: FakePlane;
let clock: ManualClock;
let worker: Worker | undefined;
beforeEach(async () => {
  plane = await FakePlane.start();
  clock = new ManualClock();
});
afterEach(async () => {
  plane.heal();
  const ended = worker?.kill().then(() => (worker = undefined));
  await passesUntil(() => worker === undefined);
  await ended;
  await plane.stop();
});

async function newWorker(outboxPath: string, outboxMachine: Partial<OutboxMachine> = {}): Promise<void> {
  const options = { apiUrl: plane.apiUrl, pool: "local", name: "w", transport: "http", warm: 0 } as const;
  const home = await mkdtemp(join(tmpdir(), "kedge-disk-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const environment = { KEDGE_HOME: home, PATH: process.env["PATH"] };
  worker = await startWorker(
    { ...options, outboxPath, environment, log: silentLog },
    { clock, random: () => 0.5, outboxMachine },
  );
}

/** Lets time pass until `fact` holds. */
async function passesUntil(fact: () => boolean): Promise<void> {
  while (!fact()) await clock.advance(1000);
}

const troubles = () =>
  plane.received.filter(({ operation }) => operation === noteWorkerTrouble.id).map(({ body }) => body["trouble"]);

it("a worker whose disk is full takes no runs, says why, and goes on by itself when there is room", async () => {
  const disk = new SimulatedDisk();
  disk.capacity = 3 * MEGABYTE;
  await newWorker("/outbox", { disk });
  await passesUntil(() => troubles().length === 1);
  expect(troubles()[0]).toBe("disk full: 3 MB are left for /outbox, and 16 MB are wanted");
  expect(plane.count(claimFlowRuns)).toBe(0);
  disk.capacity = 20 * MEGABYTE;
  await passesUntil(() => troubles().length === 2);
  expect(troubles()[1]).toMatch(/20 MB are left .* 32 MB are wanted/);
  expect(plane.count(claimFlowRuns)).toBe(0);
  disk.capacity = Infinity;
  await passesUntil(() => plane.count(claimFlowRuns) > 0);
  await passesUntil(() => troubles().length === 3);
  expect(troubles()[2]).toBeNull();
});

it("a disk that fills up later stops the claims, and is told once the plane answers", async () => {
  const disk = new SimulatedDisk();
  await newWorker("/outbox", { disk });
  await passesUntil(() => plane.count(claimFlowRuns) > 0);
  plane.fault(noteWorkerTrouble, { status: 503 }, 2);
  disk.capacity = 0;
  await passesUntil(() => troubles().length === 3);
  const claims = plane.count(claimFlowRuns);
  await passesUntil(() => troubles().length === 4);
  expect(plane.count(claimFlowRuns)).toBe(claims);
});

/** A file system of 40 MB; undefined where this process may not make one. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "kedge-small-disk-"));
  const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=40m", "tmpfs", folder]).status === 0;
  onTestFinished(async () => {
    if (isMounted) spawnSync("umount", ["--lazy", folder]);
    await rm(folder, { recursive: true, force: true });
  });
  return isMounted ? folder : undefined;
}

it("the same on a real file system", async (context) => {
  const folder = await smallDisk();
  if (folder === undefined) return context.skip("only root may mount a file system");
  await newWorker(join(folder, "outbox"));
  await passesUntil(() => plane.count(claimFlowRuns) > 0);
  await writeFile(join(folder, "ballast"), Buffer.alloc(38 * MEGABYTE));
  await passesUntil(() => troubles().length === 1);
  expect(troubles()[0]).toMatch(/^disk full: 2 MB are left/);
  const claims = plane.count(claimFlowRuns);
  await rm(join(folder, "ballast"));
  await passesUntil(() => troubles().length === 2);
  await passesUntil(() => plane.count(claimFlowRuns) > claims);
  expect(troubles()[1]).toBeNull();
});
