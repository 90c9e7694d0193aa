import { command } from "../../command.js";
import { openSession } from "../../session.js";
import { requestPause, TIMEOUT } from "./pause-request.js";

export const suspendFlowRun = command(
  "suspend",
  "Suspend a running flow: its process ends, and it starts again when it is resumed.",
)
  .argument("<run>", "its id or name")
  .option(...TIMEOUT)
  .action((ref, options) => requestPause(openSession(options), { ref, isSuspend: true, timeout: options.timeout }));
