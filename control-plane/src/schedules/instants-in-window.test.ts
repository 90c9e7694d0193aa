import { expect, it } from "vitest";
import { instantsInWindow, type InstantsWindow } from "./instants-in-window.js";
import type { Recurrence } from "./recurrence.js";

/** At 0, 10, 20 and so on. */
const everyTen: Recurrence = {
  *instants(from) {
    for (let instant = Math.ceil(from / 10) * 10; ; instant += 10) yield instant;
  },
};
const of = (window: Partial<InstantsWindow>) =>
  instantsInWindow(everyTen, { from: 0, minRuns: 0, minSpan: 0, until: 1000, maxRuns: 100, ...window });

it("there are as few as satisfy both minimums, the first at the start itself", () => {
  expect(of({ minRuns: 3 })).toEqual([0, 10, 20]);
  expect(of({ minRuns: 2, minSpan: 25 })).toEqual([0, 10, 20, 30]);
  expect(of({ from: 5, minRuns: 1 })).toEqual([10]);
});

it("the end and the most win over the minimums", () => {
  expect(of({ minRuns: 5, until: 20 })).toEqual([0, 10, 20]);
  expect(of({ minRuns: 5, maxRuns: 2 })).toEqual([0, 10]);
  expect(of({ minRuns: 5, maxRuns: 0 })).toEqual([]);
});
