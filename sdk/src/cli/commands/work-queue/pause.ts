import { updateWorkQueueByName } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkQueue } from "../../find/work-queue.js";
import { poolOption } from "../../options/pool-option.js";
import { openSession } from "../../session.js";

export const pauseQueue = command("pause", "Pause a work queue: nothing of it starts until it is resumed.")
  .argument("<queue>", "its name")
  .addOption(poolOption())
  .action(async (name, options) => {
    const session = openSession(options);
    const queue = await findWorkQueue(session.client, options.pool, name);
    const params = { name: queue.work_pool_name, queue: queue.name };
    const body = { is_paused: true };
    await session.client.call(updateWorkQueueByName, { params, body });
    session.print({ ...queue, ...body }, () => `Paused work queue ${queue.name} in pool ${queue.work_pool_name}.`);
  });
