import type { Schedule } from "kedge/contract";
import { cronRecurrence } from "./cron/cron-recurrence.js";
import { intervalRecurrence } from "./interval-recurrence.js";
import type { Recurrence } from "./recurrence.js";
import { rruleRecurrence } from "./rrule/rrule-recurrence.js";

/** What a stored schedule says, ready to be asked; throws a ScheduleError when it says what cannot be. */
export function recurrenceOf(schedule: Schedule): Recurrence {
  if ("cron" in schedule) return cronRecurrence(schedule);
  if ("rrule" in schedule) return rruleRecurrence(schedule);
  return intervalRecurrence(schedule);
}
