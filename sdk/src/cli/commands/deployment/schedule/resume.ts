import { command } from "../../../command.js";
import { setActive } from "./set-active.js";

export const resumeSchedule = command("resume", "Resume a schedule, from now on.")
  .argument("<deployment>", "flow/name or id")
  .argument("<schedule>", "its slug or id")
  .action((deploymentRef, ref, options) => setActive(options, { deploymentRef, ref, active: true }));
