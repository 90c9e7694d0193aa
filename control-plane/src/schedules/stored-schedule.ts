import type { Schedule } from "kedge/contract";
import { anchoredRule } from "./rrule/anchored-rule.js";

export interface StoringContext {
  /** ISO 8601. */
  readonly now: string;
  /** What stands in its place until now. */
  readonly before: Schedule | null;
}

/**
 * A schedule with all that decides its instants written out: an interval's anchor, a rule's start. An anchor that isn't
 * given is kept from the schedule before, when that is otherwise the same.
 */
export function storedSchedule(schedule: Schedule, { now, before }: StoringContext): Schedule {
  if ("rrule" in schedule) return { ...schedule, rrule: anchoredRule(schedule.rrule) };
  if ("cron" in schedule) return { ...schedule, timezone: schedule.timezone ?? null };
  const timezone = schedule.timezone ?? "UTC";
  const goesOn =
    before && "interval" in before && before.interval === schedule.interval && before.timezone === timezone;
  return { ...schedule, timezone, anchor_date: schedule.anchor_date ?? (goesOn ? before.anchor_date : null) ?? now };
}
