import { updateWorkQueueByName } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkQueue } from "../../find/work-queue.js";
import { poolOption } from "../../options/pool-option.js";
import { openSession } from "../../session.js";

export const resumeQueue = command("resume", "Resume a work queue: what waits may start.")
  .argument("<queue>", "its name")
  .addOption(poolOption())
  .action(async (name, options) => {
    const session = openSession(options);
    const queue = await findWorkQueue(session.client, options.pool, name);
    const params = { name: queue.work_pool_name, queue: queue.name };
    const body = { is_paused: false };
    await session.client.call(updateWorkQueueByName, { params, body });
    session.print({ ...queue, ...body }, () => `Resumed work queue ${queue.name} in pool ${queue.work_pool_name}.`);
  });
