import { createWorkPool } from "../../../contract/index.js";
import { command } from "../../command.js";
import { concurrencyLimit } from "../../options/concurrency-limit.js";
import { jsonFile } from "../../options/json-file.js";
import { openSession } from "../../session.js";

export const createPool = command("create", "Create a work pool.")
  .argument("<name>", "what workers and deployments call it")
  .requiredOption("--type <type>", "what its workers start runs as: process")
  .option("--description <text>", "what it is for")
  .option("--concurrency-limit <n>", "how many of its runs may be active at once", concurrencyLimit)
  .option("--base-job-template <file>", "a JSON file with its base job template; by default that of the type", jsonFile)
  .option("--paused", "create it paused: nothing starts until it is resumed")
  .action(async (name, options) => {
    const session = openSession(options);
    const pool = await session.client.call(createWorkPool, {
      body: {
        name,
        type: options.type,
        description: options.description,
        concurrency_limit: options.concurrencyLimit,
        is_paused: options.paused,
        // The server knows the template of every type it offers.
        base_job_template: options.baseJobTemplate ?? {},
      },
    });
    session.print(pool, ({ paint }) =>
      [
        `Created work pool ${pool.name} of type ${pool.type}${pool.is_paused ? ", paused" : ""}.`,
        paint.dim(`  Start a worker for it: kedge worker start --pool ${pool.name}`),
      ].join("\n"),
    );
  });
