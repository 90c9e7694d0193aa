import fc from "fast-check";
import { expect, it } from "vitest";
import { firstGap, makeRoom } from "./priorities.js";

const queues = fc
  .uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 12 })
  .map((priorities) => priorities.toSorted((a, b) => a - b).map((priority, at) => ({ id: `q${at}`, priority })));

it("a new queue takes the first priority that is free", () => {
  expect(firstGap([])).toBe(1);
  expect(firstGap([{ id: "a", priority: 1 }, { id: "b", priority: 3 }])).toBe(2); // prettier-ignore
});

it("a queue gets its priority, all stay apart, the others keep their order and move no more than they must", () => {
  fc.assert(
    fc.property(queues, fc.integer({ min: 1, max: 35 }), fc.nat(), (given, priority, pick) => {
      const id = given[pick % (given.length + 1)]?.id ?? "new";
      const changes = makeRoom(given, id, priority);
      const others = given.filter((queue) => queue.id !== id);
      const after = others.map((queue) => changes.get(queue.id) ?? queue.priority);
      expect(changes.get(id)).toBe(priority);
      expect(new Set([...after, priority]).size).toBe(others.length + 1);
      expect(after).toEqual(after.toSorted((a, b) => a - b));
      for (const [at, queue] of others.entries()) {
        // One step back at the most, and none while there is room before it.
        expect(after[at]! - queue.priority).toBeLessThanOrEqual(1);
        if (after[at] !== queue.priority) expect([...after, priority]).toContain(queue.priority);
      }
    }),
  );
});
