import { filterAllWorkQueues, filterWorkQueues } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { relativeTime } from "../../output/duration.js";
import { table } from "../../output/table.js";
import { paintWorkStatus, slotsText, workStatus } from "../../output/work-status.js";
import { openSession } from "../../session.js";

export const listQueues = command("ls", "List the work queues of a pool by priority, or those of all pools by name.")
  .option("-p, --pool <name>", "only of this pool")
  .action(async (options) => {
    const session = openSession(options);
    const { client } = session;
    const queues =
      options.pool === undefined
        ? await client.call(filterAllWorkQueues, { body: {} })
        : await client.call(filterWorkQueues, {
            params: { name: (await findWorkPool(client, options.pool)).name },
            body: {},
          });
    session.print(queues, (screen) =>
      table(
        screen,
        [
          { title: "POOL", text: (queue) => queue.work_pool_name },
          { title: "QUEUE", text: (queue) => queue.name },
          { title: "PRIORITY", text: (queue) => String(queue.priority) },
          { title: "STATUS", text: workStatus, paint: paintWorkStatus },
          { title: "ACTIVE", text: slotsText },
          {
            title: "POLLED",
            text: ({ last_polled: at }) => (at === null ? "-" : relativeTime(at, screen.now)),
            optional: true,
          },
          { title: "DESCRIPTION", text: (queue) => queue.description ?? "", shrinkTo: 12, optional: true },
        ],
        queues,
        "No work queues. They come with work pools: kedge work-pool create NAME --type process",
      ),
    );
  });
