import { updateWorkQueueByName, type WorkQueueUpdate } from "../../../contract/index.js";
import { findWorkQueue } from "../../find/work-queue.js";
import { openSession } from "../../session.js";

/** Changes a queue and says so; `done` is told the queue with its pool, as in "default in pool local". */
export async function changeQueue(
  name: string,
  options: { json?: true; pool: string },
  body: Partial<WorkQueueUpdate>,
  done: (queue: string) => string,
): Promise<void> {
  const session = openSession(options);
  const queue = await findWorkQueue(session.client, options.pool, name);
  await session.client.call(updateWorkQueueByName, {
    params: { name: queue.work_pool_name, queue: queue.name },
    body,
  });
  session.print({ ...queue, ...body }, () => done(`${queue.name} in pool ${queue.work_pool_name}`));
}
