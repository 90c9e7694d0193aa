import fc from "fast-check";
import { microsOf, type Micros, type Schedule } from "kedge/contract";
import { expect, it } from "vitest";
import { recurrenceOf } from "./recurrence-of.js";
import { TimeZone } from "./time-zone.js";

const ZONES = ["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata"];
const zone = fc.constantFrom(...ZONES);
const FIRST = microsOf("2025-06-01T00:00:00.000000Z");
const DAY: Micros = 86_400e6;
const start = fc.integer({ min: 0, max: 900 * 24 * 60 }).map((minutes) => FIRST + minutes * 60e6);

const place = (first: number, last: number) =>
  fc.oneof(
    fc.constant("*"),
    fc.integer({ min: first, max: last }).map(String),
    fc.integer({ min: 2, max: last }).map((step) => `*/${step}`),
    fc
      .uniqueArray(fc.integer({ min: first, max: last }), { minLength: 1, maxLength: 4 })
      .map((values) => values.join()),
  );
const cron = fc
  .record({
    zone,
    minute: place(0, 59),
    hour: place(0, 23),
    day: place(1, 28),
    weekday: place(0, 6),
    dayOr: fc.boolean(),
  })
  .map(({ minute, hour, day, weekday, zone: timezone, dayOr }): Schedule => ({
    cron: `${minute} ${hour} ${day} * ${weekday}`,
    timezone,
    day_or: dayOr,
  }));
const interval = fc
  .record({ zone, minutes: fc.integer({ min: 1, max: 20_000 }), anchor: start })
  .map(({ minutes, anchor, zone: timezone }): Schedule => ({
    interval: minutes * 60,
    anchor_date: new Date(anchor / 1000).toISOString().replace("Z", "000Z"),
    timezone,
  }));
const rrule = fc
  .record({
    zone,
    freq: fc.constantFrom("HOURLY", "DAILY", "WEEKLY", "MONTHLY"),
    every: fc.integer({ min: 1, max: 5 }),
    hour: fc.integer({ min: 0, max: 23 }),
  })
  .map(({ freq, every, hour, zone: timezone }): Schedule => ({
    rrule: `DTSTART:20250101T${String(hour).padStart(2, "0")}3000\nRRULE:FREQ=${freq};INTERVAL=${every}`,
    timezone,
  }));
const schedule = fc.oneof(cron, interval, rrule);

function take(of: Schedule, from: Micros, until: Micros, most = 300): Micros[] {
  const taken: Micros[] = [];
  for (const instant of recurrenceOf(of).instants(from)) {
    if (instant > until || taken.length === most) break;
    taken.push(instant);
  }
  return taken;
}

it("instants come in order, each once, none before the start", () => {
  fc.assert(
    fc.property(schedule, start, (each, from) => {
      const instants = take(each, from, from + 40 * DAY);
      expect(instants.every((instant, index) => instant > (instants[index - 1] ?? from - 1))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it("which they are does not depend on where one starts", () => {
  fc.assert(
    fc.property(schedule, start, fc.integer({ min: 0, max: 20 * 24 * 60 }), (each, from, minutes) => {
      const later = from + minutes * 60e6;
      const all = take(each, from, from + 30 * DAY, 100_000);
      const rest = take(each, later, from + 30 * DAY, 100_000);
      expect(rest).toEqual(all.filter((instant) => instant >= later));
    }),
    { numRuns: 150 },
  );
});

it("every wall time of a daily schedule has its run on every day of the year, and one only", () => {
  fc.assert(
    fc.property(zone, fc.integer({ min: 0, max: 1439 }), (timezone, minutes) => {
      const daily: Schedule = { cron: `${minutes % 60} ${Math.floor(minutes / 60)} * * *`, timezone, day_or: true };
      const clocks = TimeZone.named(timezone);
      const from = clocks.instantOf(microsOf("2026-01-01T00:00:00.000000Z")).instant;
      const until = clocks.instantOf(microsOf("2026-12-31T23:59:59.000000Z")).instant;
      const days = take(daily, from, until, 1000).map((instant) => Math.floor(clocks.wallOf(instant) / DAY));
      expect(days).toEqual(Array.from({ length: 365 }, (_, index) => days[0]! + index));
    }),
    { numRuns: 60 },
  );
});

it("intervals shorter than a day are as long as they say, whatever the clocks do", () => {
  fc.assert(
    fc.property(zone, start, fc.integer({ min: 1, max: 1439 }), (timezone, from, minutes) => {
      const each: Schedule = { interval: minutes * 60, anchor_date: "2026-01-01T00:00:00.000000Z", timezone };
      const instants = take(each, from, from + 400 * DAY, 200);
      expect(new Set(instants.slice(1).map((instant, index) => instant - instants[index]!))).toEqual(
        new Set([minutes * 60e6]),
      );
    }),
    { numRuns: 60 },
  );
});

it("a zone's instants and wall times are each other's", () => {
  fc.assert(
    fc.property(zone, start, (timezone, instant) => {
      const clocks = TimeZone.named(timezone);
      const { instant: first, isSkipped } = clocks.instantOf(clocks.wallOf(instant));
      expect(isSkipped).toBe(false);
      expect(first <= instant && clocks.wallOf(first) === clocks.wallOf(instant)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
