import { deleteWorkQueueByName } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkQueue } from "../../find/work-queue.js";
import { poolOption } from "../../options/pool-option.js";
import { openSession } from "../../session.js";

export const removeQueue = command("delete", "Delete a work queue. What waits in it stays, without a queue.")
  .argument("<queue>", "its name")
  .addOption(poolOption())
  .action(async (name, options) => {
    const session = openSession(options);
    const queue = await findWorkQueue(session.client, options.pool, name);
    const params = { name: queue.work_pool_name, queue: queue.name };
    await session.client.call(deleteWorkQueueByName, { params });
    session.print({ deleted: queue.id }, () => `Deleted work queue ${queue.name} of pool ${queue.work_pool_name}.`);
  });
