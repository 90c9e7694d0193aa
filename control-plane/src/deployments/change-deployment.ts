import type { DeploymentUpdate } from "kedge/contract";
import type { Clock } from "../clock.js";
import type { Connection } from "../db/connect.js";
import { lockDeployment } from "../db/queries/lock-deployment.js";
import { selectDeployment } from "../db/queries/select-deployment.js";
import { conflict, notFound } from "../errors.js";
import { replanDeployment, type OfDeployment } from "../scheduling/replan-deployment.js";
import { patchSchedules } from "../scheduling/write-schedules.js";
import { hydrated } from "./parameters.js";
import type { Refusal } from "./refuse-unfit.js";
import type { SavedDeployment } from "./saved-deployment.js";
import { writeFields } from "./write-fields.js";

const UPDATE_REFUSED: Refusal = { failing: "Error updating deployment", unfitVariables: conflict };

/**
 * Changes what the request says, and deletes the runs that the schedules made of what the deployment was before. Wake the
 * scheduler once it is committed.
 */
export async function changeDeployment(
  transaction: Connection,
  which: OfDeployment,
  { schedules, ...request }: DeploymentUpdate,
  clock: Clock,
): Promise<SavedDeployment> {
  const { workspaceId, deploymentId: id } = which;
  if (!(await lockDeployment(transaction, which))) throw notFound("Deployment", id);
  const before = await selectDeployment(transaction, { workspaceId, id });
  const parameters = request.parameters && hydrated(request.parameters, "deployment");
  await writeFields(transaction, which, { ...request, parameters }, UPDATE_REFUSED);
  if (schedules) await patchSchedules(transaction, { ...which, schedules, clock });
  else await replanDeployment(transaction, which);
  const deployment = await selectDeployment(transaction, { workspaceId, id });
  return { deployment: deployment!, before };
}
