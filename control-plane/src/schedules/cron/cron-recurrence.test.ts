import { formatMicros, microsOf, type Schedule } from "kedge/contract";
import { expect, it } from "vitest";
import { recurrenceOf } from "../recurrence-of.js";

function next(cron: string, count: number, fields: object = {}): string[] {
  const schedule: Schedule = { cron, timezone: null, day_or: true, ...fields };
  const found: string[] = [];
  for (const instant of recurrenceOf(schedule).instants(microsOf("2026-01-01T00:00:00.000000Z"))) {
    found.push(formatMicros(instant).slice(0, 19));
    if (found.length === count) break;
  }
  return found;
}

const days = (cron: string, count: number, fields?: object) =>
  next(cron, count, fields).map((text) => text.slice(5, 10));

it("the start itself counts, and seconds come sixth", () => {
  expect(next("0 0 * * *", 1)).toEqual(["2026-01-01T00:00:00"]);
  expect(next("0 0 * * * 15,45", 2)).toEqual(["2026-01-01T00:00:15", "2026-01-01T00:00:45"]);
});

it("days match the one or the other, unless both are asked for; a star asks for nothing", () => {
  expect(days("0 0 13 * fri", 4)).toEqual(["01-02", "01-09", "01-13", "01-16"]);
  expect(days("0 0 13 * fri", 2, { day_or: false })).toEqual(["02-13", "03-13"]);
  expect(days("0 0 * * fri", 2, { day_or: true })).toEqual(["01-02", "01-09"]);
});

it("names, ranges past the end, the last day and the nth weekday are understood", () => {
  expect(days("0 0 * JAN sat-mon", 4)).toEqual(["01-03", "01-04", "01-05", "01-10"]);
  expect(days("0 0 L * *", 2)).toEqual(["01-31", "02-28"]);
  expect(days("0 0 * * L5", 2)).toEqual(["01-30", "02-27"]);
  expect(days("0 0 * * mon#2", 2)).toEqual(["01-12", "02-09"]);
});

it.each([
  ["* * * *", /has 4 fields; expected 5 to 7/],
  ["60 * * * *", /the minute "60": 60 is out of range, which is 0 to 59/],
  ["* * * * monday", /the day of week "monday": "monday" is not a number or a name \(sun, mon/],
  ["*/0 * * * *", /the minute "\*\/0": the step "0" is not a whole number above zero/],
  ["1,,2 * * * *", /the minute "1,,2": is empty/],
  ["* * * * mon#6", /the number of the week in its month, 1 to 5/],
  ["* * * * mon,fri#1", /mixes plain days/],
  ["@reboot", /is not one of @hourly/],
])("%s is refused, with the place and what is wrong there", (cron, message) => {
  expect(() => next(cron, 1)).toThrow(message);
});

it("what never comes has no instants", () => {
  expect(next("0 0 30 2 *", 1)).toEqual([]);
});
