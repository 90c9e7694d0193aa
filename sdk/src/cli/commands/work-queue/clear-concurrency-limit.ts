import { command } from "../../command.js";
import { poolOption } from "../../options/pool-option.js";
import { changeQueue } from "./change-queue.js";

export const clearQueueLimit = command("clear-concurrency-limit", "Let any number of a work queue's runs be active.")
  .argument("<queue>", "its name")
  .addOption(poolOption())
  .action((name, options) => {
    const body = { concurrency_limit: null };
    return changeQueue(name, options, body, (queue) => `Work queue ${queue} has no concurrency limit any more.`);
  });
