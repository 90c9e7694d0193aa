import { Option } from "@commander-js/extra-typings";
import { deployFlow } from "../../deploy/deploy-flow.js";
import { command } from "../command.js";
import { findWorkPool } from "../find/work-pool.js";
import { collect } from "../options/collect.js";
import { integer } from "../options/integer.js";
import { pair } from "../options/pair.js";
import { isScheduled, missedRuns, scheduleOf, WHEN } from "../schedules/schedule-options.js";
import { openSession } from "../session.js";

export const deploy = command("deploy", "Deploy a flow: workers of a pool can run it from then on.")
  .argument("<entrypoint>", "a file and the flow in it: flows/etl.ts:nightly or flows/etl.py:nightly")
  .requiredOption("-n, --name <name>", "the deployment's name; one of that name is updated")
  .requiredOption("-p, --pool <pool>", "the work pool whose workers run it")
  .option("--work-queue <queue>", "a queue of the pool (default: its default queue)")
  .option("--param <key=value>", "a default parameter; JSON if it parses, text otherwise; repeatable", pair)
  .option("--job-variable <key=value>", "a setting of the pool's job template; repeatable", pair)
  .option("-t, --tag <tag>", "a tag for its runs; repeatable", collect)
  .option("--concurrency-limit <n>", "how many of its runs execute at once (default: as it is)", integer(1, 1_000_000))
  .addOption(
    new Option("--collision <strategy>", "what becomes of runs beyond the limit").choices([
      "ENQUEUE",
      "CANCEL_NEW",
    ] as const),
  )
  .option("--on-crash-retries <n>", "how often a run is started anew whose worker was lost", integer(1, 1000))
  .addOption(
    new Option("--on-disconnect <choice>", "what a run does that has lost the server for long").choices([
      "continue",
      "stop",
    ] as const),
  )
  .addOption(WHEN.cron)
  .addOption(WHEN.interval)
  .addOption(WHEN.rrule)
  .addOption(WHEN.anchor)
  .addOption(WHEN.timezone)
  .addOption(WHEN.dayAnd)
  .option("--missed-runs <policy>", "skip, latest (the default), all, or within:DURATION", missedRuns)
  .option("--description <text>", "what it does (default: the flow's own description)")
  .option("--version <version>", "its version (default: the flow's own version)")
  .addHelpText(
    "after",
    "\nRuns start in the current directory, which must exist where the workers are. Schedules, limit and what happens on a crash stay as they are\nunless the command says otherwise.",
  )
  .action(async (entrypoint, options) => {
    const session = openSession(options);
    const schedules = isScheduled(options)
      ? [{ schedule: scheduleOf(options), missed_runs: options.missedRuns }]
      : undefined;
    const pool = await findWorkPool(session.client, options.pool);
    session.status.show(`Reading ${entrypoint}`);
    const { deployment, fullName } = await deployFlow(session.client, {
      entrypoint,
      directory: process.cwd(),
      name: options.name,
      workPool: pool.name,
      workQueue: options.workQueue,
      parameters: options.param,
      jobVariables: options.jobVariable,
      tags: options.tag,
      schedules,
      description: options.description,
      version: options.version,
      concurrencyLimit: options.concurrencyLimit,
      collisionStrategy: options.collision,
      onCrashRetries: options.onCrashRetries,
      onDisconnect: options.onDisconnect,
      warn: (message) => session.note(`${session.screen.paint.yellow("Warning:")} ${message}`),
    });
    session.print(deployment, ({ paint }) =>
      [
        `Deployed ${fullName} to work pool ${pool.name}.`,
        paint.dim(`  Run it: kedge deployment run ${shellWord(fullName)} --watch`),
      ].join("\n"),
    );
  });

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
