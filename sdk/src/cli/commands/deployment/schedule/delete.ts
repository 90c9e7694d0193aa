import { deleteDeploymentSchedule } from "../../../../contract/index.js";
import { command } from "../../../command.js";
import { findSchedule } from "../../../find/schedule.js";
import { scheduleName } from "../../../schedules/schedule-text.js";
import { openSession } from "../../../session.js";

export const deleteSchedule = command("delete", "Delete a schedule, and the runs it has made that nobody has claimed.")
  .argument("<deployment>", "flow/name or id")
  .argument("<schedule>", "its slug or id")
  .action(async (deploymentRef, ref, options) => {
    const session = openSession(options);
    const { deployment, schedule, fullName } = await findSchedule(session.client, deploymentRef, ref);
    const params = { id: deployment.id, schedule_id: schedule.id };
    await session.client.call(deleteDeploymentSchedule, { params });
    session.print({ deleted: schedule.id }, () => `Deleted schedule ${scheduleName(schedule)} of ${fullName}.`);
  });
