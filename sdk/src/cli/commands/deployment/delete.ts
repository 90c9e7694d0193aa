import { deleteDeployment } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findDeployment } from "../../find/deployment.js";
import { openSession } from "../../session.js";

export const removeDeployment = command("delete", "Delete a deployment; runs that have started stay.")
  .argument("<deployment>", "flow/name or id")
  .action(async (ref, options) => {
    const session = openSession(options);
    const { deployment, fullName } = await findDeployment(session.client, ref);
    await session.client.call(deleteDeployment, { params: { id: deployment.id } });
    session.print({ deleted: deployment.id }, () => `Deleted deployment ${fullName} (${deployment.id}).`);
  });
