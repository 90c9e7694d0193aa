import type { Connection } from "../db/connect.js";
import { lockDeployment } from "../db/queries/lock-deployment.js";
import { selectDeployment } from "../db/queries/select-deployment.js";
import { updateDeployment } from "../db/queries/update-deployment.js";
import { notFound } from "../errors.js";
import { replanDeployment, type OfDeployment } from "../scheduling/replan-deployment.js";
import type { SavedDeployment } from "./saved-deployment.js";

/**
 * Stops or starts the schedules of a deployment. Stopped, it loses the runs that they made and that did not start. Wake the
 * scheduler once it is committed.
 */
export async function pauseSchedules(
  transaction: Connection,
  which: OfDeployment,
  paused: boolean,
): Promise<SavedDeployment> {
  const { workspaceId, deploymentId: id } = which;
  if (!(await lockDeployment(transaction, which))) throw notFound("Deployment", id);
  const before = (await selectDeployment(transaction, { workspaceId, id }))!;
  await updateDeployment(transaction, { ...which, changes: { paused } });
  await replanDeployment(transaction, which);
  return { deployment: { ...before, paused }, before };
}
