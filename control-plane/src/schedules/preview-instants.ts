import { formatMicros, type Micros, type Schedule, type ScheduleInstant } from "kedge/contract";
import { recurrenceOf } from "./recurrence-of.js";
import { refuseBadSchedule } from "./refuse-bad-schedule.js";
import { TimeZone } from "./time-zone.js";

/** A schedule's first instants from `start` on, for people to look at; 422 when it cannot be. */
export function previewInstants(
  schedule: Schedule,
  { start, limit }: { start: Micros; limit: number },
): ScheduleInstant[] {
  refuseBadSchedule(schedule, ["body"]);
  const zone = TimeZone.named(schedule.timezone ?? "UTC");
  const instants: ScheduleInstant[] = [];
  for (const instant of recurrenceOf(schedule).instants(start)) {
    instants.push({ scheduled_time: formatMicros(instant), local_time: zone.localText(instant) });
    if (instants.length === limit) break;
  }
  return instants;
}
