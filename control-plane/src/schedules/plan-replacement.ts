import { isDeepStrictEqual } from "node:util";
import type { DeploymentScheduleCreate } from "kedge/contract";
import type { ScheduleRow } from "../db/rows/schedule-row.js";
import { storedSchedule } from "./stored-schedule.js";

/** How a deployment's schedules become others. */
export interface SchedulePlan {
  readonly insert: readonly ScheduleRow[];
  readonly update: readonly ScheduleRow[];
  readonly deleteIds: readonly string[];
}

export interface PlanContext {
  /** ISO 8601. */
  readonly now: string;
  readonly newId: () => string;
}

/**
 * The plan that leaves exactly the wanted schedules. One that is there already, by its slug or by being the same, is kept
 * with its id: a deployment that is deployed again as it was goes on where it is, and no instant gets a second run.
 */
export function planReplacement(
  existing: readonly ScheduleRow[],
  wanted: readonly DeploymentScheduleCreate[],
  { now, newId }: PlanContext,
): SchedulePlan {
  const left = new Set(existing);
  const insert: ScheduleRow[] = [];
  const update: ScheduleRow[] = [];
  for (const schedule of wanted) {
    const match = [...left].find((row) => isSame(row, schedule, now));
    if (match) left.delete(match);
    const row = toRow(schedule, match ?? null, { now, newId });
    if (!match) insert.push(row);
    else if (!isDeepStrictEqual(row, { ...match })) update.push(row);
  }
  return { insert, update, deleteIds: [...left].map((row) => row.id) };
}

function isSame(row: ScheduleRow, wanted: DeploymentScheduleCreate, now: string): boolean {
  if (row.slug !== null || wanted.slug) return row.slug === (wanted.slug ?? null);
  return isDeepStrictEqual(storedSchedule(wanted.schedule, { now, before: row.schedule }), row.schedule);
}

function toRow(wanted: DeploymentScheduleCreate, before: ScheduleRow | null, { now, newId }: PlanContext): ScheduleRow {
  return {
    id: before?.id ?? newId(),
    slug: wanted.slug ?? null,
    schedule: storedSchedule(wanted.schedule, { now, before: before?.schedule ?? null }),
    active: wanted.active,
    max_scheduled_runs: wanted.max_scheduled_runs ?? null,
    parameters: wanted.parameters,
    missed_runs: wanted.missed_runs ?? null,
  };
}
