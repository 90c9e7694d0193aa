import { formatMicros, microsOf, type Schedule } from "kedge/contract";
import { describe, expect, it } from "vitest";
import { previewInstants } from "./preview-instants.js";

const NEW_YORK = "America/New_York";
const BEFORE_FORWARD = "2026-03-07T00:00:00-05:00";
const BEFORE_BACK = "2026-10-31T00:00:00-04:00";
const daily = (at: string): Schedule => ({ interval: 86_400, anchor_date: utc(at), timezone: NEW_YORK });

function utc(text: string): string {
  return formatMicros(Date.parse(text) * 1000);
}

/** Day, time and offset of a schedule's instants in New York, where clocks change on March 8 and November 1, 2026. */
function local(schedule: Schedule, start: string, limit: number): string[] {
  return previewInstants(schedule, { start: microsOf(utc(start)), limit }).map(
    ({ local_time: text }) => `${text.slice(5, 10)} ${text.slice(11, 16)} ${text.slice(19, 22)}`,
  );
}

const cron = (expression: string): Schedule => ({ cron: expression, timezone: NEW_YORK, day_or: true });
const rule = (rrule: string): Schedule => ({ rrule, timezone: NEW_YORK });

describe("clocks set forward, past 02:00 to 03:00", () => {
  it.each([
    ["cron", cron("30 2 * * *")],
    ["a rule", rule("DTSTART:20260101T023000\nRRULE:FREQ=DAILY")],
    ["an interval of days", daily("2026-01-01T02:30:00-05:00")],
  ])("%s: what is due at the time that isn't there comes an hour later, that day only", (_, schedule) => {
    expect(local(schedule, BEFORE_FORWARD, 3)).toEqual(["03-07 02:30 -05", "03-08 03:30 -04", "03-09 02:30 -04"]);
  });

  it("two times that come to be one have one run", () => {
    expect(local(cron("30 2,3 * * *"), BEFORE_FORWARD, 5)).toEqual([
      "03-07 02:30 -05",
      "03-07 03:30 -05",
      "03-08 03:30 -04",
      "03-09 02:30 -04",
      "03-09 03:30 -04",
    ]);
  });

  it("what comes every half hour goes on every half hour", () => {
    expect(local(cron("*/30 * * * *"), "2026-03-08T01:30:00-05:00", 4)).toEqual([
      "03-08 01:30 -05",
      "03-08 03:00 -04",
      "03-08 03:30 -04",
      "03-08 04:00 -04",
    ]);
  });

  it("a time that isn't there is in its place also for who starts after it", () => {
    expect(local(cron("45 2 * * *"), "2026-03-08T03:30:00-04:00", 1)).toEqual(["03-08 03:45 -04"]);
    expect(local(cron("15 2 * * *"), "2026-03-08T03:30:00-04:00", 1)).toEqual(["03-09 02:15 -04"]);
  });
});

describe("clocks set back, from 02:00 to 01:00", () => {
  it.each([
    ["cron", cron("30 1 * * *")],
    ["a rule", rule("DTSTART:20260101T013000\nRRULE:FREQ=DAILY")],
    ["an interval of days", daily("2026-01-01T01:30:00-05:00")],
  ])("%s: what is due at the time that comes twice runs once, the first time", (_, schedule) => {
    expect(local(schedule, BEFORE_BACK, 3)).toEqual(["10-31 01:30 -04", "11-01 01:30 -04", "11-02 01:30 -05"]);
  });

  it("a cron of every half hour goes by the clock: it pauses for the second pass of the hour", () => {
    expect(local(cron("*/30 * * * *"), "2026-11-01T01:00:00-04:00", 4)).toEqual([
      "11-01 01:00 -04",
      "11-01 01:30 -04",
      "11-01 02:00 -05",
      "11-01 02:30 -05",
    ]);
  });

  it("an interval shorter than a day goes by the time that passes: every hour is every hour", () => {
    const hourly: Schedule = { interval: 3600, anchor_date: "2026-01-01T00:00:00.000000Z", timezone: NEW_YORK };
    expect(local(hourly, "2026-11-01T00:00:00-04:00", 4)).toEqual([
      "11-01 00:00 -04",
      "11-01 01:00 -04",
      "11-01 01:00 -05",
      "11-01 02:00 -05",
    ]);
  });
});

it("an interval of days keeps the anchor's hour in the other season, wherever one starts", () => {
  const nine = daily("2026-01-01T09:00:00-05:00");
  expect(local(nine, "2026-07-06T00:00:00-04:00", 1)).toEqual(["07-06 09:00 -04"]);
});
