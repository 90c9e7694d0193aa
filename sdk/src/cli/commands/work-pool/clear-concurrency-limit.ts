import { updateWorkPool } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { openSession } from "../../session.js";

export const clearPoolLimit = command("clear-concurrency-limit", "Let any number of a work pool's runs be active.")
  .argument("<name>", "the pool")
  .action(async (name, options) => {
    const session = openSession(options);
    const pool = await findWorkPool(session.client, name);
    const body = { concurrency_limit: null };
    await session.client.call(updateWorkPool, { params: { name: pool.name }, body });
    session.print({ ...pool, ...body }, () => `Work pool ${pool.name} has no concurrency limit any more.`);
  });
