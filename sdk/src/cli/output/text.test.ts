import { describe, expect, test } from "vitest";
import { durationText, relativeTime } from "./duration.js";
import { logText, oneLine } from "./printable.js";

test.each([
  [0.449, "0.4s"],
  [12, "12s"],
  [59.99, "59s"],
  [185, "3m 05s"],
  [7800, "2h 10m"],
  [356_400, "4d 3h"],
])("%d seconds read as %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test.each([
  ["2026-01-01T00:00:00.500000Z", "now"],
  ["2026-01-01T00:00:12.000000Z", "in 11s"],
  ["2025-12-31T23:59:00.000000Z", "1m ago"],
  ["2025-12-31T01:00:00.000000Z", "23h ago"],
  ["2025-12-20T00:00:00.000000Z", "12d ago"],
])("%s is %s", (instant, text) => {
  expect(relativeTime(instant, Date.parse("2026-01-01T00:00:01Z"))).toBe(text);
});

describe("log text", () => {
  const hostile = "\u001b]0;title\u0007\u001b[31mred\u001b[0m\tnext\nline\u001b[2J\u0008\u001bc";

  test("keeps colours, tabs and lines, and loses commands that move or clear", () => {
    expect(logText(hostile, true)).toBe("\u001b[31mred\u001b[0m\tnext\nline");
  });

  test("loses its colours where colours are off", () => {
    expect(logText(hostile, false)).toBe("red\tnext\nline");
  });
});

test("a name is one line without control characters", () => {
  expect(oneLine(" a\r\n b\u0000\u009b31m")).not.toMatch(/\p{Cc}/u);
});
