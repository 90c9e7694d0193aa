import { updateWorkPool } from "../../../contract/index.js";
import { KedgeError } from "../../../errors.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { concurrencyLimit } from "../../options/concurrency-limit.js";
import { jsonFile } from "../../options/json-file.js";
import { openSession } from "../../session.js";

export const updatePool = command("update", "Change a work pool: what is not given stays as it is.")
  .argument("<name>", "the pool")
  .option("--description <text>", "what it is for")
  .option("--concurrency-limit <n>", "how many of its runs may be active at once", concurrencyLimit)
  .option("--base-job-template <file>", "a JSON file with its base job template", jsonFile)
  .action(async (name, { description, concurrencyLimit: limit, baseJobTemplate, ...options }) => {
    const session = openSession(options);
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
    const pool = await findWorkPool(session.client, name);
    await session.client.call(updateWorkPool, { params: { name: pool.name }, body });
    session.print({ ...pool, ...body }, () => `Updated work pool ${pool.name}.`);
  });
