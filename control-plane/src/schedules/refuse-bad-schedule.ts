import type { Schedule } from "kedge/contract";
import { invalidRequest } from "../errors.js";
import { firstOf } from "./missed-runs.js";
import { recurrenceOf } from "./recurrence-of.js";
import { ScheduleError } from "./schedule-error.js";

/** Refuses a schedule that cannot be, or never comes (422), with its place in the request and what is wrong with it. */
export function refuseBadSchedule(schedule: Schedule, place: readonly (string | number)[]): void {
  try {
    if (firstOf(recurrenceOf(schedule).instants(0)) !== null) return;
    throw new ScheduleError(Object.keys(schedule)[0]!, "the schedule never comes");
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    const loc = [...place, "schedule", error.key];
    throw invalidRequest(`Invalid schedule: ${error.message}`, [{ loc, msg: error.message, type: "invalid_schedule" }]);
  }
}
