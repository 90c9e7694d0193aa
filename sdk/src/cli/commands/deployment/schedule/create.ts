import { createDeploymentSchedules } from "../../../../contract/index.js";
import { command } from "../../../command.js";
import { findDeployment } from "../../../find/deployment.js";
import { pair } from "../../../options/pair.js";
import { missedRuns, scheduleOf, WHEN } from "../../../schedules/schedule-options.js";
import { whenText } from "../../../schedules/schedule-text.js";
import { openSession } from "../../../session.js";

export const createSchedule = command("create", "Add a schedule to a deployment.")
  .argument("<deployment>", "flow/name or id")
  .addOption(WHEN.cron)
  .addOption(WHEN.interval)
  .addOption(WHEN.rrule)
  .addOption(WHEN.anchor)
  .addOption(WHEN.timezone)
  .addOption(WHEN.dayAnd)
  .option("--slug <slug>", "a name for it within the deployment")
  .option("--missed-runs <policy>", "skip, latest (the default), all, or within:DURATION", missedRuns)
  .option("-p, --param <key=value>", "a parameter of its runs; JSON if it parses, text otherwise; repeatable", pair)
  .option("--paused", "start without it")
  .addHelpText(
    "after",
    "\nMissed runs are those whose time passed while no server or no worker was there, or the pool was paused.",
  )
  .action(async (ref, options) => {
    const session = openSession(options);
    const schedule = scheduleOf(options);
    const { deployment, fullName } = await findDeployment(session.client, ref);
    const [created] = await session.client.call(createDeploymentSchedules, {
      params: { id: deployment.id },
      body: [
        {
          schedule,
          slug: options.slug,
          active: !options.paused,
          parameters: options.param,
          missed_runs: options.missedRuns,
        },
      ],
    });
    session.print(created, ({ paint }) =>
      [
        `Added schedule ${whenText(created!.schedule)} to ${fullName} (${created!.id}).`,
        paint.dim(`  Its next runs: kedge deployment schedule preview ${fullName} ${created!.slug ?? created!.id}`),
      ].join("\n"),
    );
  });
