import type { RRuleSchedule } from "kedge/contract";
import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import type { z } from "zod";
import type { Recurrence } from "../recurrence.js";
import { ScheduleError } from "../schedule-error.js";
import { TimeZone, type WallMicros } from "../time-zone.js";
import { wallClockRecurrence } from "../wall-clock-recurrence.js";
import { merged, without } from "./merge-ordered.js";
import { parseRuleText } from "./parse-rule-text.js";

/** A rule that ends by number is gone through from its start each time. */
const MOST_COUNTED = 10_000;

/**
 * RFC 5545: any number of RRULEs and RDATEs, less EXRULEs and EXDATEs. rrule-temporal makes each rule's dates on a clock
 * without changes (UTC stands for the wall); those are `wallClockRecurrence`'s.
 */
export function rruleRecurrence(schedule: z.output<typeof RRuleSchedule>): Recurrence {
  const zone = TimeZone.named(schedule.timezone);
  const text = parseRuleText(schedule.rrule, schedule.timezone);
  const rules = text.rules.map((rule) => compiled(rule, text.start));
  const exceptionRules = text.exceptionRules.map((rule) => compiled(rule, text.start));
  const dates = wallsOf(text.dates);
  const exceptionDates = wallsOf(text.exceptionDates);
  return wallClockRecurrence(zone, (from) => {
    const later = (walls: readonly WallMicros[]) => walls.filter((wall) => wall >= from);
    return without(
      merged([...rules.map((rule) => occurrences(rule, from)), later(dates)]),
      merged([...exceptionRules.map((rule) => occurrences(rule, from)), later(exceptionDates)]),
    );
  });
}

function compiled(rule: string, start: string): RRuleTemporal {
  const count = /(?:^|;)COUNT=(\d+)/.exec(rule)?.[1];
  if (count && Number(count) > MOST_COUNTED) {
    throw new ScheduleError("rrule", `"${rule}": COUNT is at most ${MOST_COUNTED}; end it with UNTIL instead`);
  }
  try {
    const until = rule.replace(/(UNTIL=\d{8})(T\d{6})?Z?/, (_, day: string, time = "T000000") => `${day}${time}Z`);
    return new RRuleTemporal({ rruleString: `DTSTART:${start}Z\nRRULE:${until}`, maxIterations: 2 * MOST_COUNTED });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ScheduleError("rrule", `"${rule}": ${why}`, { cause });
  }
}

function* occurrences(rule: RRuleTemporal, from: WallMicros): Generator<WallMicros> {
  for (let at = next(rule, new Date(Math.ceil(from / 1000)), true); at; at = next(rule, at, false)) {
    yield at.epochMilliseconds * 1000;
  }
}

/** The library gives up on a rule like the 30th of February after so many periods: for a schedule, that is its end. */
function next(rule: RRuleTemporal, after: Parameters<RRuleTemporal["next"]>[0], isIncluded: boolean) {
  try {
    return rule.next(after, isIncluded);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("Maximum iterations")) return null;
    throw error;
  }
}

function wallsOf(dates: readonly string[]): WallMicros[] {
  const walls = dates.map((date) => {
    try {
      return Temporal.PlainDateTime.from(date).toZonedDateTime("UTC").epochMilliseconds * 1000;
    } catch (cause) {
      throw new ScheduleError("rrule", `"${date}" is not a date of the calendar`, { cause });
    }
  });
  return walls.sort((a, b) => a - b);
}
