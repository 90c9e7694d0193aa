import { resumeDeployment } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findDeployment } from "../../find/deployment.js";
import { openSession } from "../../session.js";

export const resumeOne = command("resume", "Let a deployment's schedules make runs again.")
  .argument("<deployment>", "flow/name or id")
  .action(async (ref, options) => {
    const session = openSession(options);
    const { deployment, fullName } = await findDeployment(session.client, ref);
    await session.client.call(resumeDeployment, { params: { id: deployment.id } });
    session.print({ ...deployment, paused: false }, () => `Resumed deployment ${fullName}.`);
  });
