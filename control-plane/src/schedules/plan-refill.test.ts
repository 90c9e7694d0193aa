import { formatMicros, microsOf, type Micros, type MissedRuns, type Schedule } from "kedge/contract";
import { expect, it } from "vitest";
import { planRefill, type RefillInput } from "./plan-refill.js";
import { recurrenceOf } from "./recurrence-of.js";

const HOUR: Micros = 3600e6;
const NOON = microsOf("2026-06-10T12:00:00.000000Z");
const cron = (expression: string): Schedule => ({ cron: expression, timezone: null, day_or: true });

function plan(schedule: Schedule, fields: Partial<RefillInput> = {}) {
  const { runs, decidedUntil, refillAt } = planRefill({
    recurrence: recurrenceOf(schedule),
    policy: "latest",
    decidedUntil: NOON,
    now: NOON,
    room: 100,
    maxAhead: null,
    ...fields,
  });
  return {
    instants: runs.map(({ instant }) => short(instant)),
    deadlines: runs.map(({ startBefore }) => startBefore && short(startBefore)),
    decidedUntil: short(decidedUntil),
    refillAt: refillAt && short(refillAt),
  };
}

const short = (instant: Micros) => formatMicros(instant).slice(5, 19).replace(/:00$/, "");

it("three runs are made ahead at least, and the first to pass brings the next", () => {
  expect(plan(cron("0 9 * * *"))).toMatchObject({
    instants: ["06-11T09:00", "06-12T09:00", "06-13T09:00"],
    decidedUntil: "06-13T09:00",
    refillAt: "06-11T09:00",
  });
});

it("an hour is covered at least, filled up to two", () => {
  const { instants, refillAt } = plan(cron("*/15 * * * *"));
  expect(instants).toHaveLength(8);
  expect([instants[0], instants.at(-1), refillAt]).toEqual(["06-10T12:15", "06-10T14:00", "06-10T13:00"]);
});

it("a hundred runs ahead are the most, and a quarter of them is used up before the next are made", () => {
  const { instants, refillAt } = plan(cron("* * * * * */5"));
  expect(instants).toHaveLength(100);
  expect(refillAt).toBe("06-10T12:02:10");
  expect(plan(cron("* * * * *"), { maxAhead: 5 }).instants).toHaveLength(5);
});

it("what lies more than a hundred days ahead is left until then", () => {
  expect(plan(cron("0 0 1 1 *"))).toMatchObject({ instants: [], refillAt: "09-23T00:00" });
});

it("a schedule that has ended is not looked at again", () => {
  const ended = { rrule: "DTSTART:20260610T130000\nRRULE:FREQ=HOURLY;COUNT=2", timezone: "UTC" };
  expect(plan(ended)).toMatchObject({ instants: ["06-10T13:00", "06-10T14:00"], refillAt: null });
});

it("what was made before is not made again", () => {
  expect(plan(cron("0 * * * *"), { decidedUntil: NOON + 3 * HOUR, now: NOON + HOUR })).toMatchObject({
    instants: ["06-10T16:00"],
    decidedUntil: "06-10T16:00",
  });
});

it.each([
  ["skip", [], ["06-10T13:01"]],
  ["latest", ["06-10T12:00"], ["06-10T13:00"]],
  [{ within: 2.5 * 3600 }, ["06-10T10:00", "06-10T11:00", "06-10T12:00"], ["06-10T12:30"]],
  ["all", ["06-10T08:00", "06-10T09:00", "06-10T10:00", "06-10T11:00", "06-10T12:00"], [null]],
] satisfies [MissedRuns, string[], (string | null)[]][])(
  "after an absence, %j makes up for what it says, and gives each run its deadline",
  (policy, missed, [firstDeadline]) => {
    const now = NOON + 300e6;
    const { instants, deadlines } = plan(cron("0 * * * *"), { policy, decidedUntil: NOON - 4.5 * HOUR, now });
    expect(instants).toEqual([...missed, "06-10T13:00", "06-10T14:00", "06-10T15:00"]);
    expect(deadlines[0]).toBe(firstDeadline);
  },
);

it("skip lets a run start within a minute of its time", () => {
  const { instants } = plan(cron("0 * * * *"), { policy: "skip", decidedUntil: NOON - HOUR, now: NOON + 59e6 });
  expect(instants[0]).toBe("06-10T12:00");
});

it("the last instant is found however long ago it was", () => {
  const decidedUntil = NOON - 400 * 24 * HOUR;
  expect(plan(cron("0 0 1 1 *"), { decidedUntil }).instants).toEqual(["01-01T00:00"]);
});

it("of what has to be made up for, as much is made as there is room; the rest follows", () => {
  const absent = { policy: "all", decidedUntil: NOON - 24 * HOUR } as const;
  expect(plan(cron("0 * * * *"), { ...absent, room: 2 })).toMatchObject({
    instants: ["06-09T13:00", "06-09T14:00"],
    decidedUntil: "06-09T14:00",
    refillAt: "06-10T12:00:05",
  });
  expect(plan(cron("0 * * * *"), { ...absent, room: 0 })).toMatchObject({ instants: [], decidedUntil: "06-09T12:00" });
});
