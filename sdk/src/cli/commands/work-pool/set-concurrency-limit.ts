import { command } from "../../command.js";
import { concurrencyLimit } from "../../options/concurrency-limit.js";
import { changePool } from "./change-pool.js";

export const setPoolLimit = command("set-concurrency-limit", "Limit how many runs of a work pool are active at once.")
  .argument("<name>", "the pool")
  .argument("<n>", "how many; 0 lets none start", concurrencyLimit)
  .action((name, limit, options) => {
    const body = { concurrency_limit: limit };
    return changePool(name, options, body, (pool) => `Work pool ${pool} runs ${limit} at once at the most.`);
  });
