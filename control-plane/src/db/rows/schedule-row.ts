import type { JsonObject, MissedRuns, Schedule } from "kedge/contract";

/** A schedule as it is stored; a policy of null is the default one. */
export interface ScheduleRow {
  readonly id: string;
  readonly slug: string | null;
  readonly schedule: Schedule;
  readonly active: boolean;
  readonly max_scheduled_runs: number | null;
  readonly parameters: JsonObject;
  readonly missed_runs: MissedRuns | null;
}
