import { deleteDeploymentSchedule, listDeploymentSchedules } from "../../../../contract/index.js";
import { command } from "../../../command.js";
import { findDeployment } from "../../../find/deployment.js";
import { openSession } from "../../../session.js";

export const clearSchedules = command("clear", "Delete all schedules of a deployment.")
  .argument("<deployment>", "flow/name or id")
  .action(async (ref, options) => {
    const session = openSession(options);
    const { deployment, fullName } = await findDeployment(session.client, ref);
    const schedules = await session.client.call(listDeploymentSchedules, { params: { id: deployment.id } });
    const deleted = schedules.map((schedule) => schedule.id);
    for (const schedule_id of deleted) {
      await session.client.call(deleteDeploymentSchedule, { params: { id: deployment.id, schedule_id } });
    }
    const what = deleted.length === 1 ? "1 schedule" : `${deleted.length} schedules`;
    session.print({ deleted }, () => `Deleted ${what} of ${fullName}.`);
  });
