import fc from "fast-check";
import { expect, it } from "vitest";
import { Pace } from "./pace.js";

const PER_SECOND = 50;

/** How many ask in the last minute of an hour, each at its own pace or slower. */
function askedInTheEnd(processes: number, ownSeconds: number): number {
  let now = 0;
  const pace = new Pace(PER_SECOND, () => now);
  const due = Array.from({ length: processes }, (_, index) => (ownSeconds * 1000 * index) / processes);
  let asked = 0;
  for (; now < 3_600_000; now += 1000) {
    for (const [index, at] of due.entries()) {
      if (at > now) continue;
      if (now >= 3_540_000) asked += 1;
      due[index] = now + 1000 * Math.max(ownSeconds, pace.next());
    }
  }
  return asked;
}

it("few processes ask as often as they like", () => {
  expect(askedInTheEnd(100, 5)).toBe((100 * 60) / 5);
});

it("however many there are, together they ask about as often as is wanted", () => {
  fc.assert(
    fc.property(fc.integer({ min: 600, max: 3000 }), fc.constantFrom(5, 10), (processes, ownSeconds) => {
      expect(askedInTheEnd(processes, ownSeconds)).toBeLessThan(PER_SECOND * 60 * 1.3);
    }),
    { numRuns: 10, examples: [[1952, 10]] },
  );
});

it("when most of them have gone, the others come as often as before", () => {
  let now = 0;
  const pace = new Pace(PER_SECOND, () => now);
  for (let i = 0; i < 10_000; i++) pace.next();
  expect(pace.next()).toBeCloseTo(200, 0);
  now += 200_000;
  expect(pace.next()).toBeLessThan(1);
});

it("those who come more often than they are told put off nobody for ever", () => {
  const pace = new Pace(PER_SECOND, () => 0);
  for (let i = 0; i < 1_000_000; i++) pace.next();
  expect(pace.next()).toBe(300);
});
