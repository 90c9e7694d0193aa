import { filterWorkers } from "../../../contract/index.js";
import { command } from "../../command.js";
import { notFound } from "../../find/not-found.js";
import { findWorkPool } from "../../find/work-pool.js";
import { poolOption } from "../../options/pool-option.js";
import { instantText } from "../../output/duration.js";
import { oneLine } from "../../output/printable.js";
import { record } from "../../output/record.js";
import { openSession } from "../../session.js";

export const inspectWorker = command("inspect", "Show one worker.")
  .argument("<worker>", "its name")
  .addOption(poolOption())
  .action(async (name, options) => {
    const session = openSession(options);
    const pool = await findWorkPool(session.client, options.pool);
    const workers = await session.client.call(filterWorkers, { params: { name: pool.name }, body: {} });
    const worker = workers.find((each) => each.name === name || each.id === name);
    if (worker === undefined) {
      const names = workers.map((each) => each.name);
      throw notFound("worker", name, names, `kedge worker ls --pool ${pool.name}`, ` in pool ${pool.name}`);
    }
    const seconds = worker.heartbeat_interval_seconds;
    session.print({ ...worker, work_pool_name: pool.name }, (screen) =>
      record(screen, [
        ["id", worker.id],
        ["name", oneLine(worker.name)],
        ["pool", oneLine(pool.name)],
        ["status", worker.status === "ONLINE" ? screen.paint.green(worker.status) : worker.status],
        ["takes no runs", worker.trouble === null ? null : screen.paint.red(oneLine(worker.trouble))],
        ["last seen", instantText(worker.last_heartbeat_time, screen.now)],
        ["heartbeat every", seconds === null ? null : `${seconds}s`],
        ["first seen", instantText(worker.created, screen.now)],
      ]),
    );
  });
