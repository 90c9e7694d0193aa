import { filterFlowRuns, filterWorkers, type FlowRun } from "../../../contract/index.js";
import { command } from "../../command.js";
import { notFound } from "../../find/not-found.js";
import { findWorkPool } from "../../find/work-pool.js";
import { poolOption } from "../../options/pool-option.js";
import { instantText } from "../../output/duration.js";
import { oneLine } from "../../output/printable.js";
import { record } from "../../output/record.js";
import { openSession } from "../../session.js";

/** A worker has rarely more than its processor has cores; the rest is for `kedge flow-run ls --worker`. */
const MOST_RUNS = 20;

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
    const runs = await session.client.call(filterFlowRuns, {
      body: {
        flow_runs: { held_by: { any_: [worker.name] } },
        work_pools: { name: { any_: [pool.name] } },
        limit: MOST_RUNS,
      },
    });
    session.print({ ...worker, work_pool_name: pool.name, flow_runs: runs }, (screen) =>
      record(screen, [
        ["id", worker.id],
        ["name", oneLine(worker.name)],
        ["pool", oneLine(pool.name)],
        ["status", worker.status === "ONLINE" ? screen.paint.green(worker.status) : worker.status],
        ["takes no runs", worker.trouble === null ? null : screen.paint.red(oneLine(worker.trouble))],
        ["in hand", runs.length === 0 ? "nothing" : namesOf(runs)],
        ["last seen", instantText(worker.last_heartbeat_time, screen.now)],
        ["heartbeat every", seconds === null ? null : `${seconds}s`],
        ["first seen", instantText(worker.created, screen.now)],
      ]),
    );
  });

function namesOf(runs: readonly FlowRun[]): string {
  const names = runs.map(({ name, state_name }) => `${name} (${state_name ?? "-"})`).join(", ");
  return runs.length < MOST_RUNS ? names : `${names}, …`;
}
