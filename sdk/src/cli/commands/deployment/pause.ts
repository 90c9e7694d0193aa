import { pauseDeployment } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findDeployment } from "../../find/deployment.js";
import { openSession } from "../../session.js";

export const pauseOne = command("pause", "Stop a deployment's schedules; runs can still be asked for.")
  .argument("<deployment>", "flow/name or id")
  .action(async (ref, options) => {
    const session = openSession(options);
    const { deployment, fullName } = await findDeployment(session.client, ref);
    await session.client.call(pauseDeployment, { params: { id: deployment.id } });
    session.print(
      { ...deployment, paused: true },
      () => `Paused deployment ${fullName}: its schedules make no runs, and those that had not started are gone.`,
    );
  });
