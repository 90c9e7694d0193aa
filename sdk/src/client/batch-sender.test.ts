import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type BatchLimits, BatchSender } from "./batch-sender.js";
import { PlaneUnreachableError } from "./plane-error.js";

const limits: BatchLimits = { lingerMillis: 60_000, worthItems: 3, batchItems: 3, batchBytes: 1000 };
const outage = new PlaneUnreachableError("away", { everReached: true, hint: "" });

/** Answers each request with the next outcome, then takes everything. */
function setUp(outcomes: (Error | undefined)[] = [], overrides: Partial<BatchLimits> = {}) {
  const taken: number[][] = [];
  const lost: number[] = [];
  const sender = new BatchSender<number>({
    limits: { ...limits, ...overrides },
    bytesOf: () => 10,
    send: (batch) => {
      const error = outcomes.shift();
      if (error !== undefined) return Promise.reject(error);
      taken.push([...batch]);
      return Promise.resolve();
    },
    onLost: (items) => lost.push(...items),
  });
  return { sender, taken, lost };
}

test("items leave in order, in full batches", async () => {
  const { sender, taken } = setUp();
  for (let item = 0; item < 7; item++) sender.push(item);
  await sender.flush();
  expect(taken).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
});

test("a batch is bounded in bytes, and one item larger than the bound still leaves", async () => {
  const { sender, taken } = setUp([], { batchItems: 100, batchBytes: 15 });
  for (let item = 0; item < 4; item++) sender.push(item);
  await sender.flush();
  expect(taken).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test("a refused batch is reported and the next one sent", async () => {
  const { sender, taken, lost } = setUp([new Error("422")]);
  for (let item = 0; item < 6; item++) sender.push(item);
  await sender.flush();
  expect(lost).toEqual([0, 1, 2]);
  expect(taken).toEqual([[3, 4, 5]]);
});

test("items wait in their place through an outage", async () => {
  const { sender, taken, lost } = setUp([outage], { lingerMillis: 1 });
  const arrived = new Promise<void>((resolve) => {
    const check = () => (taken.flat().length === 4 ? resolve() : setImmediate(check));
    check();
  });
  for (let item = 0; item < 4; item++) sender.push(item);
  await arrived;
  expect(taken.flat()).toEqual([0, 1, 2, 3]);
  expect(lost).toEqual([]);
});

test("the end of a run gives up what an outage held back, and says so", async () => {
  const { sender, lost } = setUp([outage]);
  for (let item = 0; item < 4; item++) sender.push(item);
  await sender.flush();
  expect(lost).toEqual([0, 1, 2, 3]);
  expect(sender.waiting).toBe(0);
  expect(sender.waitingBytes).toBe(0);
});

test("whatever is refused or pushed meanwhile, each item is taken or lost exactly once, in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(undefined, new Error("422"), outage), { maxLength: 8 }),
      fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 6 }),
      async (outcomes, bursts) => {
        const { sender, taken, lost } = setUp([...outcomes]);
        let next = 0;
        for (const burst of bursts) {
          for (let pushed = 0; pushed < burst; pushed++) sender.push(next++);
          await Promise.resolve();
        }
        await sender.flush();
        const sent = taken.flat();
        expect(sent).toEqual([...sent].sort((a, b) => a - b));
        expect([...sent, ...lost].sort((a, b) => a - b)).toEqual(Array.from({ length: next }, (_, item) => item));
      },
    ),
  );
});

test("a producer that can pause waits for the queue to shrink, but not through an outage", async () => {
  const { sender, taken } = setUp();
  expect(sender.whenBelow(3)).toBeUndefined();
  for (let item = 0; item < 6; item++) sender.push(item);
  await sender.whenBelow(3);
  expect(taken).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);

  const away = setUp([outage]);
  for (let item = 0; item < 6; item++) away.sender.push(item);
  await away.sender.whenBelow(3);
  expect(away.sender.waiting).toBe(6);
  expect(away.sender.whenBelow(3)).toBeUndefined();
  await away.sender.flush();
});
