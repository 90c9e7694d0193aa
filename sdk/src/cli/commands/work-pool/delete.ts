import { deleteWorkPool } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { openSession } from "../../session.js";

export const removePool = command("delete", "Delete a work pool with its queues.")
  .argument("<name>", "the pool")
  .action(async (name, options) => {
    const session = openSession(options);
    const pool = await findWorkPool(session.client, name);
    await session.client.call(deleteWorkPool, { params: { name: pool.name } });
    session.print({ deleted: pool.id }, () => `Deleted work pool ${pool.name} (${pool.id}).`);
  });
