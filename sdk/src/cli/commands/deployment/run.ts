import { createFlowRunFromDeployment } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findDeployment } from "../../find/deployment.js";
import { collect } from "../../options/collect.js";
import { jsonObject } from "../../options/json-object.js";
import { pair } from "../../options/pair.js";
import { openSession } from "../../session.js";
import { watchRun } from "../../watch/watch-run.js";

export const runDeployment = command("run", "Create a run of a deployment, due now.")
  .argument("<deployment>", "flow/name or id")
  .option("-p, --param <key=value>", "a parameter; the value is JSON if it parses, text otherwise; repeatable", pair)
  .option("--params <json>", "parameters as one JSON object; -p wins over it", jsonObject)
  .option("--name <name>", "a name for the run (default: a generated one)")
  .option("--tag <tag>", "a tag for the run; repeatable", collect)
  .option("--idempotency-key <key>", "a second run with the same key is not created: the first is returned")
  .option("-w, --watch", "show its states and log lines until it has ended")
  .addHelpText("after", "\nWith --watch it exits with 1 unless the run is COMPLETED.")
  .action(async (ref, options) => {
    const session = openSession(options);
    const { deployment, fullName } = await findDeployment(session.client, ref);
    const run = await session.client.call(createFlowRunFromDeployment, {
      params: { id: deployment.id },
      body: {
        name: options.name,
        parameters: { ...options.params, ...options.param },
        tags: options.tag && [...options.tag],
        idempotency_key: options.idempotencyKey,
      },
    });
    if (options.watch) {
      session.emit({ flow_run: run }, `Created run ${run.name} of ${fullName} (${run.id}).`);
      await watchRun(session, run);
      return;
    }
    session.print(run, ({ paint }) =>
      [`Created run ${run.name} of ${fullName}.`, paint.dim(`  Follow it: kedge flow-run watch ${run.id}`)].join("\n"),
    );
  });
