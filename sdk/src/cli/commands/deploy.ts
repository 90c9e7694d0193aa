import { deployFlow } from "../../deploy/deploy-flow.js";
import { command } from "../command.js";
import { findWorkPool } from "../find/work-pool.js";
import { collect } from "../options/collect.js";
import { pair } from "../options/pair.js";
import { openSession } from "../session.js";

export const deploy = command("deploy", "Deploy a flow: workers of a pool can run it from then on.")
  .argument("<entrypoint>", "a file and the flow in it: flows/etl.ts:nightly or flows/etl.py:nightly")
  .requiredOption("-n, --name <name>", "the deployment's name; one of that name is updated")
  .requiredOption("-p, --pool <pool>", "the work pool whose workers run it")
  .option("--work-queue <queue>", "a queue of the pool (default: its default queue)")
  .option("--param <key=value>", "a default parameter; JSON if it parses, text otherwise; repeatable", pair)
  .option("--job-variable <key=value>", "a setting of the pool's job template; repeatable", pair)
  .option("-t, --tag <tag>", "a tag for its runs; repeatable", collect)
  .option("--description <text>", "what it does (default: the flow's own description)")
  .option("--version <version>", "its version (default: the flow's own version)")
  .addHelpText("after", "\nRuns start in the current directory, which must exist where the workers are.")
  .action(async (entrypoint, options) => {
    const session = openSession(options);
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
      description: options.description,
      version: options.version,
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
