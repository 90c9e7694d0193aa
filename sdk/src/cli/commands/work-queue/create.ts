import { createWorkQueue } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { concurrencyLimit } from "../../options/concurrency-limit.js";
import { integer } from "../../options/integer.js";
import { poolOption } from "../../options/pool-option.js";
import { openSession } from "../../session.js";

export const createQueue = command("create", "Create a work queue in a pool.")
  .argument("<queue>", "what deployments and workers call it")
  .addOption(poolOption())
  .option("--description <text>", "what it is for")
  .option("--concurrency-limit <n>", "how many of its runs may be active at once", concurrencyLimit)
  .option("--priority <n>", "1 is the most urgent; by default the first that is free", integer(1, 1_000_000))
  .option("--paused", "create it paused: nothing of it starts until it is resumed")
  .action(async (name, options) => {
    const session = openSession(options);
    const pool = await findWorkPool(session.client, options.pool);
    const queue = await session.client.call(createWorkQueue, {
      params: { name: pool.name },
      body: {
        name,
        description: options.description,
        concurrency_limit: options.concurrencyLimit,
        priority: options.priority,
        is_paused: options.paused,
      },
    });
    session.print(
      queue,
      () =>
        `Created work queue ${queue.name} in pool ${pool.name}, priority ${queue.priority}${queue.is_paused ? ", paused" : ""}.`,
    );
  });
