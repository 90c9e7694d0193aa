import { command } from "../../command.js";
import { findFlowRun } from "../../find/flow-run.js";
import { openSession } from "../../session.js";
import { watchRun } from "../../watch/watch-run.js";

export const watchFlowRun = command("watch", "Show a flow run's states and log lines until it has ended.")
  .argument("<run>", "its id or name")
  .addHelpText("after", "\nExits with 1 unless the run is COMPLETED. With --json each item is one JSON object a line.")
  .action(async (ref, options) => {
    const session = openSession(options);
    await watchRun(session, await findFlowRun(session.client, ref));
  });
