import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exponential, jittered, retryDelaySeconds } from "./retry-delay.js";

const context = (attempt: number) => ({ attempt, error: undefined });
const half = () => 0.5;

test("the last delay of a list repeats", () => {
  const delays = [1, 2, 3, 4].map((attempt) => retryDelaySeconds([10, 20], 0, context(attempt), half));
  expect(delays).toEqual([10, 20, 20, 20]);
});

test("a function decides by attempt, and never on less than no time", () => {
  expect(retryDelaySeconds(exponential(), 0, context(4), half)).toBe(8);
  expect(retryDelaySeconds(() => -5, 0, context(1), half)).toBe(0);
});

test("jitter stays between its bounds", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 3600, noNaN: true }),
      fc.double({ min: 0.01, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (seconds, factor, uniform) => {
        const delay = jittered(seconds, factor, uniform);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(seconds * (1 + factor) * (1 + 1e-9));
      },
    ),
  );
});

test("the median of a jittered delay is the delay itself, so jitter does not slow retries down", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.05, max: 5, noNaN: true }), (factor) => {
      expect(jittered(10, factor, 0.5)).toBeCloseTo(10, 6);
    }),
  );
});

test("no delay is not jittered", () => {
  expect(retryDelaySeconds(0, 1, context(1), () => 0.9)).toBe(0);
});
