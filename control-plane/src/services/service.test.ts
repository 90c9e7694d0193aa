import { expect, it } from "vitest";
import { silentLog } from "../log.js";
import { startService } from "./service.js";

/** Counts rounds and lets a test wait for the n-th. */
function rounds() {
  let count = 0;
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    round() {
      count += 1;
      for (const { count: wanted, resolve } of waiting) if (count >= wanted) resolve();
      return count;
    },
    reached: (wanted: number) =>
      new Promise<void>((resolve) => (count >= wanted ? resolve() : waiting.push({ count: wanted, resolve }))),
  };
}

it("a woken service works at once, whatever its rest", async () => {
  const { round, reached } = rounds();
  const service = startService({ name: "test", restMs: 3_600_000, runOnce: async () => round() }, { log: silentLog });
  await reached(1);
  service.wake();
  await reached(2);
  await service.stop();
});

it("a failed round is logged and followed by another", async () => {
  const { round, reached } = rounds();
  const failures: string[] = [];
  const service = startService(
    {
      name: "test",
      restMs: 1,
      async runOnce() {
        if (round() === 1) throw new Error("no");
      },
    },
    { log: { ...silentLog, error: (message) => failures.push(message) } },
  );
  await reached(2);
  await service.stop();
  expect(failures).toEqual(["service test"]);
});

it("what a round reports as due earlier shortens the rest", async () => {
  const { round, reached } = rounds();
  const service = startService(
    { name: "test", restMs: 3_600_000, runOnce: async () => round(), restAfter: (count) => (count < 3 ? 0 : null) },
    { log: silentLog },
  );
  await reached(3);
  await service.stop();
});
