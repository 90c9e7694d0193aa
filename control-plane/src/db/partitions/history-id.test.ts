import * as fc from "fast-check";
import { firstIdOf, Id, formatMicros, millisOfId } from "kedge/contract";
import { expect, it } from "vitest";
import { historyId } from "./history-id.js";

const range = { fromMillis: Date.UTC(2026, 0, 5), toMillis: Date.UTC(2026, 1, 2) };
const occurred = "2026-01-10T00:00:00.000001Z";

it("an id inside the range is kept", () => {
  const id = `${firstIdOf(range.fromMillis).slice(0, 35)}7`;
  expect(historyId(id, occurred, range)).toBe(id);
});

it("an id that carries no time is placed when it happened", () => {
  const id = "8c3f8f3e-6e5b-4f5e-9d52-0a6f4f1f7c11";
  const placed = historyId(id, occurred, range);
  expect(millisOfId(placed)).toBe(Date.UTC(2026, 0, 10));
  expect(historyId(id, occurred, range)).toBe(placed);
  expect(historyId(id, "2026-01-10T00:00:00.000002Z", range)).not.toBe(placed);
});

it("every id ends up inside the range, as a valid id, and the same each time", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat({ max: 4_000_000_000_000_000 }), (id, micros) => {
      const placed = historyId(id, formatMicros(micros), range);
      expect(Id.parse(placed)).toBe(placed);
      const millis = millisOfId(placed)!;
      expect(millis >= range.fromMillis && millis < range.toMillis).toBe(true);
      expect(historyId(placed, formatMicros(micros), range)).toBe(placed);
    }),
  );
});

it("an id at the end of the range is outside", () => {
  expect(millisOfId(historyId(firstIdOf(range.toMillis), occurred, range))).toBe(Date.UTC(2026, 0, 10));
});
