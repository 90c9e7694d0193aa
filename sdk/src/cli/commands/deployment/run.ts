import { Option } from "@commander-js/extra-typings";
import { createFlowRunFromDeployment } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findDeployment } from "../../find/deployment.js";
import { collect } from "../../options/collect.js";
import { duration } from "../../options/duration.js";
import { instant } from "../../options/instant.js";
import { jsonObject } from "../../options/json-object.js";
import { pair } from "../../options/pair.js";
import { openSession } from "../../session.js";
import { watchRun } from "../../watch/watch-run.js";

export const runDeployment = command("run", "Create a run of a deployment, due now or later.")
  .argument("<deployment>", "flow/name or id")
  .option("-p, --param <key=value>", "a parameter; the value is JSON if it parses, text otherwise; repeatable", pair)
  .option("--params <json>", "parameters as one JSON object; -p wins over it", jsonObject)
  .addOption(
    new Option("--at <time>", "when it is due: 2026-03-01T09:00, with or without a time zone").argParser(instant),
  )
  .addOption(
    new Option("--in <duration>", "how long from now it is due: 10m, 2h30m").argParser(duration).conflicts("at"),
  )
  .option("--name <name>", "a name for the run (default: a generated one)")
  .option("-t, --tag <tag>", "a tag for the run; repeatable", collect)
  .option("--job-variable <key=value>", "a setting of the pool's job template, for this run; repeatable", pair)
  .option("--work-queue <queue>", "a queue of the deployment's pool (default: the deployment's)")
  .option("--idempotency-key <key>", "a second run with the same key is not created: the first is returned")
  .option("-w, --watch", "show its states and log lines until it has ended")
  .addHelpText("after", "\nWith --watch it exits with 1 unless the run is COMPLETED.")
  .action(async (ref, options) => {
    const session = openSession(options);
    const { deployment, fullName } = await findDeployment(session.client, ref);
    const due = options.in === undefined ? options.at : new Date(Date.now() + options.in * 1000).toISOString();
    const run = await session.client.call(createFlowRunFromDeployment, {
      params: { id: deployment.id },
      body: {
        name: options.name,
        parameters: { ...options.params, ...options.param },
        state: due === undefined ? undefined : { type: "SCHEDULED", state_details: { scheduled_time: due } },
        tags: options.tag && [...options.tag],
        job_variables: options.jobVariable,
        work_queue_name: options.workQueue,
        idempotency_key: options.idempotencyKey,
      },
    });
    if (options.watch) {
      session.emit({ flow_run: run }, `Created run ${run.name} of ${fullName} (${run.id}).`);
      await watchRun(session, run);
      return;
    }
    session.print(run, ({ paint }) =>
      [
        `Created run ${run.name} of ${fullName}${due === undefined ? "" : `, due at ${due}`}.`,
        paint.dim(`  Follow it: kedge flow-run watch ${run.id}`),
      ].join("\n"),
    );
  });
