import type { DeploymentScheduleCreate, DeploymentScheduleUpdate } from "kedge/contract";
import type { ScheduleRow } from "../db/rows/schedule-row.js";
import { invalidRequest } from "../errors.js";
import { planReplacement, type PlanContext, type SchedulePlan } from "./plan-replacement.js";
import { storedSchedule } from "./stored-schedule.js";

/**
 * The plan for the schedules of a deployment's update. Where every schedule has a slug, there and in the request, those
 * named are changed or added, `replaces` renames, and the others stay. Where the deployment's have none, the request's
 * replace them. A request without slugs for a deployment whose schedules have them is refused (422): it would delete
 * what others rely on.
 */
export function planPatch(
  existing: readonly ScheduleRow[],
  wanted: readonly DeploymentScheduleUpdate[],
  context: PlanContext,
): SchedulePlan {
  const allNamed = wanted.every((schedule) => schedule.slug);
  const isBySlug = existing.length > 0 && existing.every((row) => row.slug !== null);
  if (!isBySlug) return planReplacement(existing, wanted.map(asCreate), context);
  if (!allNamed) {
    throw invalidRequest(
      "Please provide a slug for each schedule in your request to ensure schedules are updated correctly.",
    );
  }
  refuseConflicts(existing, wanted);
  const insert: ScheduleRow[] = [];
  const update: ScheduleRow[] = [];
  wanted.forEach((schedule, index) => {
    const row = existing.find((candidate) => candidate.slug === (schedule.replaces ?? schedule.slug));
    if (row) update.push(changed(row, schedule, context.now));
    else insert.push(...planReplacement([], [asCreate(schedule, index)], context).insert);
  });
  return { insert, update, deleteIds: [] };
}

/** The row with what the request says; what it leaves out stays. */
export function changed(row: ScheduleRow, update: DeploymentScheduleUpdate, now: string): ScheduleRow {
  return {
    id: row.id,
    slug: update.slug ?? row.slug,
    schedule: update.schedule ? storedSchedule(update.schedule, { now, before: row.schedule }) : row.schedule,
    active: update.active ?? row.active,
    max_scheduled_runs: update.max_scheduled_runs ?? row.max_scheduled_runs,
    parameters: update.parameters ?? row.parameters,
    missed_runs: update.missed_runs ?? row.missed_runs,
  };
}

function asCreate(update: DeploymentScheduleUpdate, index: number): DeploymentScheduleCreate {
  if (!update.schedule) {
    throw invalidRequest("Unable to create new deployment schedules without a schedule configuration.", [
      { loc: ["body", "schedules", index, "schedule"], msg: "Field required", type: "missing" },
    ]);
  }
  return { ...update, schedule: update.schedule, active: update.active ?? true, parameters: update.parameters ?? {} };
}

function refuseConflicts(existing: readonly ScheduleRow[], wanted: readonly DeploymentScheduleUpdate[]): void {
  const replaced = wanted.flatMap((schedule) => schedule.replaces ?? []);
  const twice = replaced.find((slug, index) => replaced.indexOf(slug) !== index);
  if (twice) throw invalidRequest(`Multiple schedules have 'replaces' targeting the same slug: ${twice}`);
  for (const { slug, replaces } of wanted) {
    if (replaces && existing.some((row) => row.slug === slug) && !replaced.includes(slug!)) {
      throw invalidRequest(
        `Cannot rename schedule from '${replaces}' to '${slug}': a schedule with slug '${slug}' already exists.`,
      );
    }
  }
}
