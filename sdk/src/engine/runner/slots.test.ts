import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Slot, Slots } from "./slots.js";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test("at most as many tasks as there are slots run at once, in the order they came", () => {
  const slots = new Slots(2);
  const started: number[] = [];
  const held: Slot[] = [];
  for (let task = 0; task < 4; task++) {
    slots.take((slot) => {
      started.push(task);
      held.push(slot);
    });
  }
  expect(started).toEqual([0, 1]);
  held[0]?.end();
  expect(started).toEqual([0, 1, 2]);
});

test("a task that waits for another gives its slot back, and is served before new tasks", async () => {
  const slots = new Slots(1);
  const order: string[] = [];
  let child: Slot | undefined;
  let settleChild = () => {};
  slots.take((parent) => {
    const settled = new Promise<void>((resolve) => (settleChild = resolve));
    slots.take((slot) => {
      order.push("child starts");
      child = slot;
    });
    slots.take(() => order.push("another starts"));
    void parent.whileWaiting(settled).then(() => order.push("parent goes on"));
  });
  expect(order).toEqual(["child starts"]);
  settleChild();
  await turn();
  child?.end();
  await turn();
  expect(order).toEqual(["child starts", "parent goes on"]);
});

test("however tasks wait and end, the slots are never exceeded and all come back", async () => {
  const plan = fc.array(fc.array(fc.nat({ max: 3 }), { maxLength: 3 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), plan, async (concurrency, tasks) => {
      const slots = new Slots(concurrency);
      let running = 0;
      let highest = 0;
      const enter = () => (highest = Math.max(highest, ++running));
      const leave = () => (running -= 1);
      const ended = tasks.map(
        (waits) =>
          new Promise<void>((resolve) => {
            slots.take((slot) => {
              void (async () => {
                enter();
                for (const turns of waits) {
                  leave();
                  await slot.whileWaiting(
                    (async () => {
                      for (let index = 0; index < turns; index++) await turn();
                    })(),
                  );
                  enter();
                }
                leave();
                slot.end();
                resolve();
              })();
            });
          }),
      );
      await Promise.all(ended);
      expect(highest).toBeLessThanOrEqual(concurrency);
      let free = 0;
      for (let index = 0; index < concurrency + 1; index++) slots.take(() => (free += 1));
      expect(free).toBe(concurrency);
    }),
    { numRuns: 50 },
  );
});
