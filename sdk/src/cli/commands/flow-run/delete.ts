import { deleteFlowRun } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findFlowRun } from "../../find/flow-run.js";
import { openSession } from "../../session.js";

export const removeFlowRun = command("delete", "Delete a flow run with its states, task runs and logs.")
  .argument("<run>", "its id or name")
  .action(async (ref, options) => {
    const session = openSession(options);
    const run = await findFlowRun(session.client, ref);
    await session.client.call(deleteFlowRun, { params: { id: run.id } });
    session.print({ deleted: run.id }, () => `Deleted flow run ${run.name} (${run.id}).`);
  });
