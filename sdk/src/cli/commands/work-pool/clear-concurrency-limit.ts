import { command } from "../../command.js";
import { changePool } from "./change-pool.js";

export const clearPoolLimit = command("clear-concurrency-limit", "Let any number of a work pool's runs be active.")
  .argument("<name>", "the pool")
  .action((name, options) => {
    const body = { concurrency_limit: null };
    return changePool(name, options, body, (pool) => `Work pool ${pool} has no concurrency limit any more.`);
  });
