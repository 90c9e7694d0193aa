import { updateDeploymentSchedule } from "../../../../contract/index.js";
import { findSchedule } from "../../../find/schedule.js";
import { scheduleName } from "../../../schedules/schedule-text.js";
import { openSession } from "../../../session.js";

/** Pauses or resumes a schedule. */
export async function setActive(
  options: { json?: true },
  { deploymentRef, ref, active }: { deploymentRef: string; ref: string; active: boolean },
): Promise<void> {
  const session = openSession(options);
  const { deployment, schedule, fullName } = await findSchedule(session.client, deploymentRef, ref);
  await session.client.call(updateDeploymentSchedule, {
    params: { id: deployment.id, schedule_id: schedule.id },
    body: { active },
  });
  const done = active ? "Resumed" : "Paused";
  session.print({ id: schedule.id, active }, () => `${done} schedule ${scheduleName(schedule)} of ${fullName}.`);
}
