import { expect, it, vi } from "vitest";
import { Batcher, BatcherFullError } from "./batcher.js";

/** A database that answers when told to. */
function held() {
  const batches: string[][] = [];
  const release: (() => void)[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const run = (items: readonly string[]) =>
    new Promise<string[]>((resolve) => {
      batches.push([...items]);
      release.push(() => resolve(items.map((item) => item.toUpperCase())));
      for (const { count, resolve: arrived } of waiting) if (batches.length >= count) arrived();
    });
  /** Resolves once so many statements have been started. */
  const started = (count: number) =>
    new Promise<void>((resolve) => {
      if (batches.length >= count) resolve();
      else waiting.push({ count, resolve });
    });
  return { batches, release, run, started };
}

it("a lone item goes out alone, and what gathers meanwhile shares the next statement", async () => {
  const { batches, release, run, started } = held();
  const batcher = new Batcher(run, { maxItems: 10, maxInFlight: 1, maxWaiting: 100 });
  const first = batcher.submit("a");
  await started(1);
  const rest = ["b", "c"].map((item) => batcher.submit(item));
  expect(batches).toEqual([["a"]]);
  release[0]!();
  expect(await first).toBe("A");
  await started(2);
  expect(batches).toEqual([["a"], ["b", "c"]]);
  release[1]!();
  expect(await Promise.all(rest)).toEqual(["B", "C"]);
});

it("one that rests between statements sends the first at once, and what comes during the rest together", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setImmediate", "performance"] });
  const batches: string[][] = [];
  const run = async (items: readonly string[]) => {
    batches.push([...items]);
    return items;
  };
  const batcher = new Batcher(run, { maxItems: 10, maxInFlight: 1, maxWaiting: 100, restMs: 100 });
  void batcher.submit("a");
  await vi.advanceTimersByTimeAsync(1);
  expect(batches).toEqual([["a"]]);
  void batcher.submit("b");
  await vi.advanceTimersByTimeAsync(50);
  void batcher.submit("c");
  expect(batches).toEqual([["a"]]);
  await vi.advanceTimersByTimeAsync(50);
  expect(batches).toEqual([["a"], ["b", "c"]]);
  await vi.advanceTimersByTimeAsync(500);
  void batcher.submit("d");
  await vi.advanceTimersByTimeAsync(1);
  expect(batches).toHaveLength(3);
  vi.useRealTimers();
});

it("items of one key go out one after the other, in order", async () => {
  const { batches, release, run, started } = held();
  const batcher = new Batcher(run, { maxItems: 10, maxInFlight: 1, maxWaiting: 100, keyOf: (item) => item[0]! });
  for (const item of ["x1", "x2", "y1"]) void batcher.submit(item);
  await started(1);
  release[0]!();
  await started(2);
  expect(batches).toEqual([["x1", "y1"], ["x2"]]);
  release[1]!();
  await batcher.drained();
});

it("an item larger than a batch goes out by itself", async () => {
  const { batches, release, run, started } = held();
  const batcher = new Batcher(run, { maxItems: 3, maxInFlight: 2, maxWaiting: 100, sizeOf: (item) => item.length });
  for (const item of ["large", "a", "b"]) void batcher.submit(item);
  await started(2);
  expect(batches).toEqual([["large"], ["a", "b"]]);
  release.forEach((resolve) => resolve());
  await batcher.drained();
});

it("a failed statement rejects its own items only", async () => {
  let calls = 0;
  const batcher = new Batcher<string, string>(
    async (items) => {
      calls += 1;
      if (items.includes("bad")) throw new Error("no");
      return items;
    },
    { maxItems: 1, maxInFlight: 2, maxWaiting: 100 },
  );
  const [bad, good] = await Promise.allSettled([batcher.submit("bad"), batcher.submit("good")]);
  expect([bad!.status, good!.status, calls]).toEqual(["rejected", "fulfilled", 2]);
});

it("too much waiting is refused instead of kept", async () => {
  const { release, run, started } = held();
  const batcher = new Batcher(run, { maxItems: 1, maxInFlight: 1, maxWaiting: 1 });
  const kept = batcher.submit("a");
  await expect(batcher.submit("b")).rejects.toBeInstanceOf(BatcherFullError);
  await started(1);
  release[0]!();
  await kept;
});
