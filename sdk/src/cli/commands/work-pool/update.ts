import { KedgeError } from "../../../errors.js";
import { command } from "../../command.js";
import { concurrencyLimit } from "../../options/concurrency-limit.js";
import { jsonFile } from "../../options/json-file.js";
import { changePool } from "./change-pool.js";

export const updatePool = command("update", "Change a work pool: what is not given stays as it is.")
  .argument("<name>", "the pool")
  .option("--description <text>", "what it is for")
  .option("--concurrency-limit <n>", "how many of its runs may be active at once", concurrencyLimit)
  .option("--base-job-template <file>", "a JSON file with its base job template", jsonFile)
  .action(async (name, { description, concurrencyLimit: limit, baseJobTemplate, ...options }) => {
    const body = {
      ...(description !== undefined && { description }),
      ...(limit !== undefined && { concurrency_limit: limit }),
      ...(baseJobTemplate !== undefined && { base_job_template: baseJobTemplate }),
    };
    if (Object.keys(body).length === 0) {
      throw new KedgeError("INVALID_USAGE", "Nothing to change.", {
        hint: "Say what: --description, --concurrency-limit or --base-job-template",
      });
    }
    await changePool(name, options, body, (pool) => `Updated work pool ${pool}.`);
  });
