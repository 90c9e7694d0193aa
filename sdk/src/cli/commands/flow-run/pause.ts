import { command } from "../../command.js";
import { openSession } from "../../session.js";
import { requestPause, TIMEOUT } from "./pause-request.js";

export const pauseFlowRun = command(
  "pause",
  "Pause a running flow where it is: tasks that have begun go on, and no other begins until it is resumed.",
)
  .argument("<run>", "its id or name")
  .option(...TIMEOUT)
  .addHelpText(
    "after",
    "\nIts process keeps waiting, with its slot (suspend gives both up), and hears of the pause within 10 s.\n" +
      "Flows of the Kedge SDK heed it; a Python flow does not, and goes on.",
  )
  .action((ref, options) => requestPause(openSession(options), { ref, isSuspend: false, timeout: options.timeout }));
