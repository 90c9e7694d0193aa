import type { Client } from "../../../client/index.js";
import { filterWorkers, filterWorkPools, type Worker } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { relativeTime } from "../../output/duration.js";
import { table } from "../../output/table.js";
import { openSession } from "../../session.js";

type WorkerInPool = Worker & { readonly work_pool_name: string };

export const listWorkers = command("ls", "List workers, those heard of last first.")
  .option("-p, --pool <name>", "only of this pool")
  .option("--online", "only those that are there")
  .action(async (options) => {
    const session = openSession(options);
    const { client } = session;
    const pools =
      options.pool === undefined
        ? await client.call(filterWorkPools, { body: {} })
        : [await findWorkPool(client, options.pool)];
    const ofPools = await Promise.all(pools.map((pool) => workersOf(client, pool.name, options.online === true)));
    const workers = ofPools.flat();
    session.print(workers, (screen) =>
      table(
        screen,
        [
          { title: "NAME", text: (worker) => worker.name },
          { title: "POOL", text: (worker) => worker.work_pool_name },
          {
            title: "STATUS",
            text: (worker) => (worker.trouble === null ? worker.status : `${worker.status}, takes no runs`),
            paint: (text, { status, trouble }, paint) => {
              if (status !== "ONLINE") return paint.dim(text);
              return trouble === null ? paint.green(text) : paint.red(text);
            },
          },
          {
            title: "SEEN",
            text: ({ last_heartbeat_time: at }) => (at === null ? "-" : relativeTime(at, screen.now)),
          },
        ],
        workers,
        "No workers. Start one: kedge worker start --pool NAME",
      ),
    );
  });

async function workersOf(client: Client, pool: string, isOnline: boolean): Promise<WorkerInPool[]> {
  const workers = isOnline ? { status: { any_: ["ONLINE" as const] } } : null;
  const found = await client.call(filterWorkers, { params: { name: pool }, body: { workers } });
  return found.map((worker) => ({ ...worker, work_pool_name: pool }));
}
