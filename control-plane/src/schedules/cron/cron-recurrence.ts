import { Cron } from "croner";
import type { CronSchedule } from "kedge/contract";
import type { z } from "zod";
import type { Recurrence } from "../recurrence.js";
import { ScheduleError } from "../schedule-error.js";
import { TimeZone, type WallMicros } from "../time-zone.js";
import { wallClockRecurrence } from "../wall-clock-recurrence.js";
import { FIELDS, MACROS } from "./fields.js";
import { parseField, refusal, type FieldValues } from "./parse-field.js";

/** Later than any fixed holiday and any 29th of February on a Friday will be asked for. */
const MOST_YEARS_AHEAD = 50;
const YEAR_MS = 366 * 86_400_000;

/**
 * Cron, as croniter reads it (the dialect of Prefect's users: seconds sixth, `L5`, ranges past the end), searched by
 * croner. The expression is taken apart here, for errors that name the place, and handed on with every value written out:
 * there the dialects agree. Croner sees a clock without changes; those are `wallClockRecurrence`'s.
 */
export function cronRecurrence(schedule: z.output<typeof CronSchedule>): Recurrence {
  const zone = TimeZone.named(schedule.timezone ?? "UTC");
  const cron = new Cron(inCronersWords(schedule.cron), {
    mode: "6-or-7-parts",
    utcOffset: 0,
    domAndDow: !schedule.day_or,
  });
  return wallClockRecurrence(zone, (from) => matches(cron, from));
}

function* matches(cron: Cron, from: WallMicros): Generator<WallMicros> {
  // Croner looks after the time it is given, and at whole seconds.
  let at = Math.ceil(from / 1e6) * 1000 - 1;
  for (;;) {
    const next = cron.nextRun(new Date(at))?.getTime();
    if (next === undefined || next > at + MOST_YEARS_AHEAD * YEAR_MS) return;
    yield next * 1000;
    at = next;
  }
}

function inCronersWords(expression: string): string {
  const written = MACROS[expression.trim().toLowerCase()] ?? expression.trim();
  if (written.startsWith("@")) {
    throw new ScheduleError("cron", `"${expression}" is not one of ${Object.keys(MACROS).join(", ")}`);
  }
  const texts = written.split(/\s+/);
  if (texts.length < 5 || texts.length > 7) {
    const what = "minute, hour, day of month, month, day of week, and perhaps second and year";
    throw new ScheduleError("cron", `"${expression}" has ${texts.length} fields; expected 5 to 7: ${what}`);
  }
  const fields = texts.map((text, index) =>
    parseField(text, FIELDS[index]!, refusal(expression, text, FIELDS[index]!)),
  );
  const [minute, hour, day, month, weekday, second, year] = fields.map(asText);
  return [second ?? "0", minute, hour, day, month, weekday, year].filter(Boolean).join(" ");
}

function asText(field: FieldValues): string {
  if (field.isEvery) return "*";
  const nth = field.nthWeekdays.map(({ weekday, nth: which }) => `${weekday}#${which === "last" ? "L" : which}`);
  return [...field.values, ...(field.isLastDay ? ["L"] : []), ...nth].join(",");
}
