import { command } from "../../../command.js";
import { setActive } from "./set-active.js";

export const pauseSchedule = command("pause", "Pause a schedule; the runs it has made that nobody has claimed go.")
  .argument("<deployment>", "flow/name or id")
  .argument("<schedule>", "its slug or id")
  .action((deploymentRef, ref, options) => setActive(options, { deploymentRef, ref, active: false }));
