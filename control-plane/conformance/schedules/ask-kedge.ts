import { DeploymentScheduleCreate, microsOf } from "kedge/contract";
import { recurrenceOf } from "../../src/schedules/recurrence-of.js";
import { storedSchedule } from "../../src/schedules/stored-schedule.js";
import { YEAR, type ScheduleCase } from "./cases.js";

/** What Kedge makes of a case: instants in milliseconds. */
export function askKedge({ schedule, spans }: Pick<ScheduleCase, "schedule" | "spans">): number[] {
  const parsed = DeploymentScheduleCreate.parse({ schedule });
  const recurrence = recurrenceOf(storedSchedule(parsed.schedule, { now: YEAR.start, before: null }));
  return spans.flatMap(([start, end]) => {
    const instants: number[] = [];
    for (const instant of recurrence.instants(microsOf(start))) {
      if (instant > microsOf(end)) break;
      instants.push(instant / 1000);
    }
    return instants;
  });
}
