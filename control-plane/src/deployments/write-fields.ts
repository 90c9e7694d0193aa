import type { DeploymentUpdate } from "kedge/contract";
import type { Connection } from "../db/connect.js";
import { updateDeployment } from "../db/queries/update-deployment.js";
import type { OfDeployment } from "../scheduling/replan-deployment.js";
import { queueForRuns } from "./queue-for-runs.js";
import { refuseUnfit, type Refusal } from "./refuse-unfit.js";
import { writeLimit } from "./write-limit.js";

/** All that a request says but for the schedules; for who holds the deployment's lock. */
export async function writeFields(
  transaction: Connection,
  which: OfDeployment,
  request: Omit<DeploymentUpdate, "schedules">,
  refusal: Refusal,
): Promise<void> {
  const queue = await queueForRuns(transaction, which.workspaceId, request);
  await updateDeployment(transaction, { ...which, changes: { ...request, queue } });
  await refuseUnfit(transaction, which, request, refusal);
  await writeLimit(transaction, which, request);
}
