import { command } from "../../command.js";
import { concurrencyLimit } from "../../options/concurrency-limit.js";
import { poolOption } from "../../options/pool-option.js";
import { changeQueue } from "./change-queue.js";

export const setQueueLimit = command("set-concurrency-limit", "Limit how many runs of a work queue are active at once.")
  .argument("<queue>", "its name")
  .argument("<n>", "how many; 0 lets none start", concurrencyLimit)
  .addOption(poolOption())
  .action((name, limit, options) => {
    const body = { concurrency_limit: limit };
    return changeQueue(name, options, body, (queue) => `Work queue ${queue} runs ${limit} at once at the most.`);
  });
