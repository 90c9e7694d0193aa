import { microsOf, type IntervalSchedule, type Micros } from "kedge/contract";
import type { z } from "zod";
import type { Recurrence } from "./recurrence.js";
import { ScheduleError } from "./schedule-error.js";
import { TimeZone } from "./time-zone.js";
import { wallClockRecurrence } from "./wall-clock-recurrence.js";

const DAY: Micros = 86_400e6;
const SECOND: Micros = 1e6;

/**
 * The anchor and every interval from it, before it as well. Shorter than a day: by time that passes, so every hour is every
 * hour also when the clocks change. A day or longer: by the clock on the wall, so what runs at nine goes on to run at nine.
 */
export function intervalRecurrence(schedule: z.output<typeof IntervalSchedule>): Recurrence {
  const zone = TimeZone.named(schedule.timezone ?? "UTC");
  const interval = Math.round(schedule.interval * SECOND);
  if (interval < SECOND) {
    throw new ScheduleError("interval", `an interval of ${schedule.interval} s is too short; the shortest is 1 s`);
  }
  if (!schedule.anchor_date) throw new ScheduleError("anchor_date", "an interval needs an anchor_date to count from");
  const anchor = microsOf(schedule.anchor_date);
  if (interval < DAY) return { instants: (from) => steps(anchor, interval, from) };
  const wall = zone.wallOf(anchor);
  return wallClockRecurrence(zone, (from) => steps(wall, interval, from));
}

function* steps(anchor: number, interval: number, from: number): Generator<number> {
  for (let count = Math.ceil((from - anchor) / interval); ; count++) yield anchor + count * interval;
}
