import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import type { z } from "zod";
import { MissedRuns, type Schedule } from "../../contract/index.js";

export interface ScheduleOptions {
  readonly cron?: string | undefined;
  readonly interval?: number | undefined;
  readonly rrule?: string | undefined;
  readonly anchor?: string | undefined;
  readonly timezone?: string | undefined;
  readonly dayAnd?: boolean | undefined;
}

/** Whether any of the options is there that say something of a schedule. */
export function isScheduled(options: ScheduleOptions & { readonly missedRuns?: unknown }): boolean {
  const { cron, interval, rrule, anchor, timezone, dayAnd, missedRuns: policy } = options;
  return [cron, interval, rrule, anchor, timezone, dayAnd, policy].some((option) => option !== undefined);
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const PART = /(\d+(?:\.\d+)?)([smhdw])/g;

/** `90`, `90s`, `15m`, `1h30m`, `1d`: seconds. */
export function duration(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const parts = [...text.matchAll(PART)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    throw new InvalidArgumentError("Expected a duration such as 90s, 15m, 1h30m or 1d.");
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit as keyof typeof SECONDS], 0);
}

/** `skip`, `latest`, `all`, or `within:DURATION`. */
export function missedRuns(text: string): z.output<typeof MissedRuns> {
  const [, within] = /^within[:=](.+)$/.exec(text) ?? [];
  const parsed = MissedRuns.safeParse(within === undefined ? text : { within: duration(within) });
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError("Expected skip, latest, all, or within:DURATION (within:6h).");
}

/** The options that say when, in the same words wherever a schedule is given. */
export const WHEN = {
  cron: new Option("--cron <expression>", 'five fields, or six with the seconds last: "0 9 * * mon-fri"'),
  interval: new Option("--interval <duration>", "every so often: 90s, 15m, 1h30m, 1d").argParser(duration),
  rrule: new Option("--rrule <rule>", 'an RFC 5545 rule: "FREQ=MONTHLY;BYDAY=-1FR"'),
  anchor: new Option("--anchor <time>", "with --interval: an instant to count from (default: now)"),
  timezone: new Option("--timezone <zone>", "the time zone of its hours and days: Europe/Berlin (default: UTC)"),
  dayAnd: new Option(
    "--day-and",
    "with --cron: days have to match day of month and day of week, instead of one of them",
  ),
};

/** The schedule that the options say; exactly one of --cron, --interval and --rrule has to be given. */
export function scheduleOf(options: ScheduleOptions): z.input<typeof Schedule> {
  const { cron, interval, rrule, anchor: anchor_date, timezone } = options;
  const given = [cron, interval, rrule].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw new InvalidArgumentError("Say when with exactly one of --cron, --interval and --rrule.");
  if (anchor_date !== undefined && interval === undefined)
    throw new InvalidArgumentError("--anchor goes with --interval.");
  if (options.dayAnd && cron === undefined) throw new InvalidArgumentError("--day-and goes with --cron.");
  if (cron !== undefined) return { cron, timezone, day_or: !options.dayAnd };
  if (rrule !== undefined) return { rrule, timezone };
  return { interval: interval!, anchor_date, timezone };
}
