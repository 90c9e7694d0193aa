import { updateWorkPool } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { concurrencyLimit } from "../../options/concurrency-limit.js";
import { openSession } from "../../session.js";

export const setPoolLimit = command("set-concurrency-limit", "Limit how many runs of a work pool are active at once.")
  .argument("<name>", "the pool")
  .argument("<n>", "how many; 0 lets none start", concurrencyLimit)
  .action(async (name, limit, options) => {
    const session = openSession(options);
    const pool = await findWorkPool(session.client, name);
    const body = { concurrency_limit: limit };
    await session.client.call(updateWorkPool, { params: { name: pool.name }, body });
    session.print({ ...pool, ...body }, () => `Work pool ${pool.name} runs ${limit} at once at the most.`);
  });
