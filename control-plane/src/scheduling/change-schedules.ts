import {
  formatMicros,
  uuidv7,
  type DeploymentSchedule,
  type DeploymentScheduleCreate,
  type DeploymentScheduleUpdate,
} from "kedge/contract";
import type { Clock } from "../clock.js";
import type { Connection, Sql } from "../db/connect.js";
import { deleteDeploymentSchedules } from "../db/queries/delete-deployment-schedules.js";
import { insertDeploymentSchedules } from "../db/queries/insert-deployment-schedules.js";
import { lockDeployment } from "../db/queries/lock-deployment.js";
import { lockDeploymentSchedules } from "../db/queries/lock-deployment-schedules.js";
import { selectDeploymentSchedules } from "../db/queries/select-deployment-schedules.js";
import { updateDeploymentSchedules } from "../db/queries/update-deployment-schedules.js";
import type { ScheduleRow } from "../db/rows/schedule-row.js";
import { conflict, notFound } from "../errors.js";
import { changed } from "../schedules/plan-patch.js";
import { planReplacement } from "../schedules/plan-replacement.js";
import { refuseBadSchedule } from "../schedules/refuse-bad-schedule.js";
import { refuseSharedSlugs } from "../schedules/refuse-shared-slugs.js";
import { removeAutoScheduledRuns } from "./remove-auto-scheduled-runs.js";
import type { OfDeployment } from "./replan-deployment.js";

export interface ScheduleParts {
  readonly sql: Sql;
  readonly clock: Clock;
}

interface OneSchedule extends OfDeployment {
  readonly scheduleId: string;
}

/** Adds schedules; answers those that were added. 409 when a slug is taken. Wake the scheduler afterwards. */
export async function addSchedules(
  { sql, clock }: ScheduleParts,
  params: OfDeployment & { readonly schedules: readonly DeploymentScheduleCreate[] },
): Promise<DeploymentSchedule[]> {
  refuseSharedSlugs(params.schedules);
  return sql.begin(async (transaction) => {
    const existing = await lockSchedules(transaction, params);
    const now = formatMicros(clock.now());
    const { insert } = planReplacement([], params.schedules, { now, newId: uuidv7 });
    insert.forEach(({ schedule }, index) => refuseBadSchedule(schedule, ["body", index]));
    for (const { slug } of insert) refuseTakenSlug(slug, existing);
    await insertDeploymentSchedules(transaction, { ...params, schedules: insert });
    const all = (await selectDeploymentSchedules(transaction, params)) ?? [];
    const added = new Set(insert.map((row) => row.id));
    return all.filter((schedule) => added.has(schedule.id));
  });
}

/** What the update leaves out stays. Its runs ahead are deleted with the same commit; wake the scheduler afterwards. */
export async function updateSchedule(
  { sql, clock }: ScheduleParts,
  params: OneSchedule & { readonly update: DeploymentScheduleUpdate },
): Promise<void> {
  await sql.begin(async (transaction) => {
    const existing = await lockSchedules(transaction, params);
    const row = findSchedule(existing, params.scheduleId);
    const after = changed(row, params.update, formatMicros(clock.now()));
    refuseBadSchedule(after.schedule, ["body"]);
    if (after.slug !== row.slug) refuseTakenSlug(after.slug, existing);
    await updateDeploymentSchedules(transaction, { ...params, schedules: [after] });
    const which = after.active ? "future" : "waiting";
    await removeAutoScheduledRuns(transaction, { ...params, scheduleIds: [params.scheduleId], which });
  });
}

/** Deletes a schedule with the runs that it has made and nobody has claimed. */
export async function deleteSchedule({ sql }: Pick<ScheduleParts, "sql">, params: OneSchedule): Promise<void> {
  await sql.begin(async (transaction) => {
    findSchedule(await lockSchedules(transaction, params), params.scheduleId);
    await deleteDeploymentSchedules(transaction, { ...params, ids: [params.scheduleId] });
    await removeAutoScheduledRuns(transaction, { ...params, scheduleIds: [params.scheduleId], which: "waiting" });
  });
}

async function lockSchedules(transaction: Connection, params: OfDeployment): Promise<ScheduleRow[]> {
  if (!(await lockDeployment(transaction, params))) throw notFound("Deployment", params.deploymentId);
  return lockDeploymentSchedules(transaction, params);
}

function findSchedule(existing: readonly ScheduleRow[], id: string): ScheduleRow {
  const row = existing.find((schedule) => schedule.id === id);
  if (!row) throw notFound("Schedule", id);
  return row;
}

function refuseTakenSlug(slug: string | null, existing: readonly ScheduleRow[]): void {
  if (slug !== null && existing.some((row) => row.slug === slug)) {
    throw conflict(`Schedule slugs must be unique within a deployment: "${slug}" is taken.`);
  }
}
