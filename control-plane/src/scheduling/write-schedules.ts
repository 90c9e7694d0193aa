import { formatMicros, uuidv7, type DeploymentScheduleCreate, type DeploymentScheduleUpdate } from "kedge/contract";
import type { Clock } from "../clock.js";
import type { Connection } from "../db/connect.js";
import { deleteDeploymentSchedules } from "../db/queries/delete-deployment-schedules.js";
import { insertDeploymentSchedules } from "../db/queries/insert-deployment-schedules.js";
import { lockDeploymentSchedules } from "../db/queries/lock-deployment-schedules.js";
import { updateDeploymentSchedules } from "../db/queries/update-deployment-schedules.js";
import { planPatch } from "../schedules/plan-patch.js";
import { planReplacement, type SchedulePlan } from "../schedules/plan-replacement.js";
import { refuseBadSchedule } from "../schedules/refuse-bad-schedule.js";
import { refuseSharedSlugs } from "../schedules/refuse-shared-slugs.js";
import { storedSchedule } from "../schedules/stored-schedule.js";
import { replanDeployment, type OfDeployment } from "./replan-deployment.js";

export interface WriteSchedulesParams extends OfDeployment {
  /** Gives an interval without an anchor one; decides nothing else. */
  readonly clock: Clock;
}

/**
 * A deployment is left with exactly these schedules, and its runs ahead are made anew. To be called in the transaction
 * that creates or updates the deployment, after that statement; wake the scheduler once it is committed.
 */
export async function replaceSchedules(
  transaction: Connection,
  { schedules, ...params }: WriteSchedulesParams & { readonly schedules: readonly DeploymentScheduleCreate[] },
): Promise<void> {
  refuseBadSchedules(schedules, params);
  const existing = await lockDeploymentSchedules(transaction, params);
  await carryOut(transaction, params, planReplacement(existing, schedules, planContext(params)));
}

/**
 * The same for an update of a deployment, where schedules go by their slugs; see `schedules/plan-patch.ts`. Throws
 * INVALID_REQUEST when the slugs don't fit together.
 */
export async function patchSchedules(
  transaction: Connection,
  { schedules, ...params }: WriteSchedulesParams & { readonly schedules: readonly DeploymentScheduleUpdate[] },
): Promise<void> {
  refuseBadSchedules(schedules, params);
  const existing = await lockDeploymentSchedules(transaction, params);
  await carryOut(transaction, params, planPatch(existing, schedules, planContext(params)));
}

function refuseBadSchedules(schedules: readonly DeploymentScheduleUpdate[], params: WriteSchedulesParams): void {
  refuseSharedSlugs(schedules);
  const context = { ...planContext(params), before: null };
  schedules.forEach(({ schedule }, index) => {
    if (schedule) refuseBadSchedule(storedSchedule(schedule, context), ["body", "schedules", index]);
  });
}

function planContext({ clock }: WriteSchedulesParams) {
  return { now: formatMicros(clock.now()), newId: uuidv7 };
}

async function carryOut(transaction: Connection, params: WriteSchedulesParams, plan: SchedulePlan): Promise<void> {
  await deleteDeploymentSchedules(transaction, { ...params, ids: plan.deleteIds });
  await updateDeploymentSchedules(transaction, { ...params, schedules: plan.update });
  await insertDeploymentSchedules(transaction, { ...params, schedules: plan.insert });
  await replanDeployment(transaction, params);
}
