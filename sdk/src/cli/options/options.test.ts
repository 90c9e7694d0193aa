import { InvalidArgumentError } from "@commander-js/extra-typings";
import { expect, test } from "vitest";
import { duration } from "./duration.js";
import { instant } from "./instant.js";

test.each([
  ["90s", 90],
  ["10m", 600],
  ["2h30m", 9000],
  ["1d 1h", 90_000],
  ["0.5h", 1800],
])("%s is %d seconds", (text, seconds) => {
  expect(duration(text)).toBe(seconds);
});

test.each(["", "10", "m", "10x", "1h-5m"])("%j is no duration", (text) => {
  expect(() => duration(text)).toThrow(InvalidArgumentError);
});

test("an instant has its own time zone, or that of the machine", () => {
  expect(instant("2026-03-01T09:00:00+02:00")).toBe("2026-03-01T07:00:00.000Z");
  expect(instant("2026-03-01 09:00Z")).toBe("2026-03-01T09:00:00.000Z");
  expect(instant("2026-03-01T09:00")).toBe(new Date(2026, 2, 1, 9).toISOString());
});

test.each(["tomorrow", "2026-03-01", "2026-13-01T09:00", "9:00"])("%j is no instant", (text) => {
  expect(() => instant(text)).toThrow(InvalidArgumentError);
});
