import { type FlowRun, filterFlowRuns, MAX_LIMIT } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findDeployment } from "../../find/deployment.js";
import { flowNames } from "../../find/flow.js";
import { collect } from "../../options/collect.js";
import { integer } from "../../options/integer.js";
import { stateCriteria } from "../../options/state-criteria.js";
import { relativeTime } from "../../output/duration.js";
import type { Screen } from "../../output/screen.js";
import { paintState } from "../../output/state-label.js";
import { table } from "../../output/table.js";
import { openSession } from "../../session.js";

export const listFlowRuns = command("ls", "List flow runs, the newest first.")
  .option("-l, --limit <n>", "how many at most", integer(1, MAX_LIMIT), 15)
  .option("--state <state>", "only runs in this state, by type or name; repeatable", collect)
  .option("--flow <name>", "only runs of this flow; repeatable", collect)
  .option("--deployment <ref>", "only runs of this deployment (flow/name or id)")
  .option(
    "--tag <tag>",
    "only runs with this tag; repeatable, all must be there (kedge:uncertain: reports of it are lost)",
    collect,
  )
  .option("--worker <name>", "only runs that this worker has in hand; repeatable", collect)
  .action(async (options) => {
    const session = openSession(options);
    const { client } = session;
    const deployment = options.deployment === undefined ? undefined : await findDeployment(client, options.deployment);
    const runs = await client.call(filterFlowRuns, {
      body: {
        flow_runs: {
          state: stateCriteria(options.state),
          deployment_id: deployment && { any_: [deployment.deployment.id] },
          tags: options.tag && { all_: [...options.tag] },
          held_by: options.worker && { any_: [...options.worker] },
        },
        flows: options.flow && { name: { any_: [...options.flow] } },
        limit: options.limit,
      },
    });
    const flows = session.json
      ? new Map()
      : await flowNames(
          client,
          runs.map((run) => run.flow_id),
        );
    session.print(runs, (screen) => flowRunTable(screen, runs, flows));
  });

function flowRunTable(screen: Screen, runs: readonly FlowRun[], flows: ReadonlyMap<string, string>): string {
  return table(
    screen,
    [
      { title: "ID", text: (run) => run.id },
      { title: "NAME", text: (run) => run.name, shrinkTo: 10 },
      {
        title: "STATE",
        text: (run) => run.state_name ?? "-",
        paint: (text, run, paint) => paintState(text, run.state_type, paint),
      },
      { title: "CREATED", text: (run) => relativeTime(run.created, screen.now) },
      { title: "FLOW", text: (run) => flows.get(run.flow_id) ?? "-", shrinkTo: 8, optional: true },
    ],
    runs,
    "No flow runs.",
  );
}
