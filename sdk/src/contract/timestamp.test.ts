import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalTimestamp, formatMicros, microsOf, parseMicros } from "./timestamp.js";

it.each([
  ["2026-01-02T03:04:05.678901Z", "2026-01-02T03:04:05.678901Z"],
  ["2026-01-02 03:04:05.6789+00:00", "2026-01-02T03:04:05.678900Z"],
  ["2026-01-02T03:04:05", "2026-01-02T03:04:05.000000Z"],
  ["2026-01-02T03:04", "2026-01-02T03:04:00.000000Z"],
  ["2026-01-02", "2026-01-02T00:00:00.000000Z"],
  ["2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123456Z"],
  ["2026-01-02T03:04:05,5-0530", "2026-01-02T08:34:05.500000Z"],
  ["2026-01-02T00:30:00+01:00", "2026-01-01T23:30:00.000000Z"],
  // What Python calls datetime.min and datetime.max.
  ["0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00.000000Z"],
  ["9999-12-31T23:59:59.999999+00:00", "9999-12-31T23:59:59.999999Z"],
])("%s is %s", (text, canonical) => {
  expect(canonicalTimestamp(text)).toBe(canonical);
});

it.each([
  "soon",
  "2026-02-30T00:00:00.000000Z",
  "2026-02-29",
  "2026-13-01",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:60:00Z",
  "2026-01-01T00:00:61Z",
  "0000-12-31T00:00:00Z",
  "0001-01-01T00:00:00+01:00",
  "9999-12-31T23:59:59-01:00",
  "+10000-01-01T00:00:00Z",
])("%s is no instant that can be stored", (text) => {
  expect(canonicalTimestamp(text)).toBeNull();
  expect(parseMicros(text)).toBeNull();
});

it("microseconds survive text and back, and order as their texts do", () => {
  const micros = fc.integer({ min: Date.UTC(1900, 0) * 1000, max: Date.UTC(2250, 0) * 1000 });
  fc.assert(
    fc.property(micros, micros, (a, b) => {
      expect(microsOf(formatMicros(a))).toBe(a);
      expect(parseMicros(formatMicros(a))).toBe(a);
      expect(formatMicros(a) < formatMicros(b)).toBe(a < b);
    }),
  );
});
