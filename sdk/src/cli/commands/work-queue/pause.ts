import { command } from "../../command.js";
import { poolOption } from "../../options/pool-option.js";
import { changeQueue } from "./change-queue.js";

export const pauseQueue = command("pause", "Pause a work queue: nothing of it starts until it is resumed.")
  .argument("<queue>", "its name")
  .addOption(poolOption())
  .action((name, options) => changeQueue(name, options, { is_paused: true }, (queue) => `Paused work queue ${queue}.`));
