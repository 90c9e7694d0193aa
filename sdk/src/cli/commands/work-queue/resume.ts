import { command } from "../../command.js";
import { poolOption } from "../../options/pool-option.js";
import { changeQueue } from "./change-queue.js";

export const resumeQueue = command("resume", "Resume a work queue: what waits may start.")
  .argument("<queue>", "its name")
  .addOption(poolOption())
  .action((name, options) =>
    changeQueue(name, options, { is_paused: false }, (queue) => `Resumed work queue ${queue}.`),
  );
