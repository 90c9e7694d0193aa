import { filterTaskRuns, MAX_LIMIT, type TaskRun } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findFlowRun } from "../../find/flow-run.js";
import { collect } from "../../options/collect.js";
import { integer } from "../../options/integer.js";
import { stateCriteria } from "../../options/state-criteria.js";
import { durationText, relativeTime } from "../../output/duration.js";
import type { Screen } from "../../output/screen.js";
import { paintState } from "../../output/state-label.js";
import { table } from "../../output/table.js";
import { openSession } from "../../session.js";

export const listTaskRuns = command("ls", "List task runs, the newest first.")
  .option("--flow-run <run>", "only those of this flow run (id or name)")
  .option("-l, --limit <n>", "how many at most", integer(1, MAX_LIMIT), 50)
  .option("--state <state>", "only runs in this state, by type or name; repeatable", collect)
  .action(async (options) => {
    const session = openSession(options);
    const { client } = session;
    const flowRun = options.flowRun === undefined ? undefined : await findFlowRun(client, options.flowRun);
    const runs = await client.call(filterTaskRuns, {
      body: {
        task_runs: {
          state: stateCriteria(options.state),
          flow_run_id: flowRun && { any_: [flowRun.id] },
        },
        limit: options.limit,
      },
    });
    session.print(runs, (screen) => taskRunTable(screen, runs));
  });

function taskRunTable(screen: Screen, runs: readonly TaskRun[]): string {
  return table(
    screen,
    [
      { title: "ID", text: (run) => run.id },
      { title: "NAME", text: (run) => run.name, shrinkTo: 12 },
      {
        title: "STATE",
        text: (run) => run.state_name ?? "-",
        paint: (text, run, paint) => paintState(text, run.state_type, paint),
      },
      { title: "STARTED", text: (run) => (run.start_time === null ? "-" : relativeTime(run.start_time, screen.now)) },
      { title: "RUN TIME", text: (run) => durationText(run.total_run_time), optional: true },
    ],
    runs,
    "No task runs.",
  );
}
