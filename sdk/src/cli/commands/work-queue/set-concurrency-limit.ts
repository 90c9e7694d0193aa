import { updateWorkQueueByName } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkQueue } from "../../find/work-queue.js";
import { concurrencyLimit } from "../../options/concurrency-limit.js";
import { poolOption } from "../../options/pool-option.js";
import { openSession } from "../../session.js";

export const setQueueLimit = command("set-concurrency-limit", "Limit how many runs of a work queue are active at once.")
  .argument("<queue>", "its name")
  .argument("<n>", "how many; 0 lets none start", concurrencyLimit)
  .addOption(poolOption())
  .action(async (name, limit, options) => {
    const session = openSession(options);
    const queue = await findWorkQueue(session.client, options.pool, name);
    const params = { name: queue.work_pool_name, queue: queue.name };
    const body = { concurrency_limit: limit };
    await session.client.call(updateWorkQueueByName, { params, body });
    session.print(
      { ...queue, ...body },
      () => `Work queue ${queue.name} in pool ${queue.work_pool_name} runs ${limit} at once at the most.`,
    );
  });
