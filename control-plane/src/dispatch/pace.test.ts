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

it.each([
  [1000, 5],
  [3000, 10],
])("%i processes that would ask every %i s ask about as often as is wanted", (processes, ownSeconds) => {
  expect(askedInTheEnd(processes, ownSeconds)).toBeLessThan(PER_SECOND * 60 * 2);
});

it("when most of them have gone, the others come as often as before", () => {
  let now = 0;
  const pace = new Pace(PER_SECOND, () => now);
  for (let i = 0; i < 20_000; i++) pace.next();
  now += 10_000;
  expect(pace.next()).toBe(200);
  for (let i = 0; i < 3; i++) now += 10_000;
  expect(pace.next()).toBeLessThan(1);
});
