import type { Connection } from "../db/connect.js";
import { askForRefill } from "../db/queries/ask-for-refill.js";
import { lockDeployment } from "../db/queries/lock-deployment.js";
import { removeAutoScheduledRuns } from "./remove-auto-scheduled-runs.js";

export interface OfDeployment {
  readonly workspaceId: string;
  readonly deploymentId: string;
}

/**
 * Makes the runs ahead follow a change of their deployment (its parameters, queue, tags, pause): those made so far are
 * deleted, when it is paused those that wait as well, and the scheduler is asked for new ones. To be called in the
 * transaction of the change, after it; wake the scheduler once it is committed (`services.scheduler.wake()`).
 */
export async function replanDeployment(transaction: Connection, deployment: OfDeployment): Promise<void> {
  const { paused = false } = (await lockDeployment(transaction, deployment)) ?? {};
  await askForRefill(transaction, deployment);
  await removeAutoScheduledRuns(transaction, {
    ...deployment,
    scheduleIds: null,
    which: paused ? "waiting" : "future",
  });
}
