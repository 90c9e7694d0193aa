import { InvalidArgumentError } from "@commander-js/extra-typings";
import { previewSchedule as preview } from "../../../../contract/index.js";
import { command } from "../../../command.js";
import { findSchedule } from "../../../find/schedule.js";
import { integer } from "../../../options/integer.js";
import { relativeTime } from "../../../output/duration.js";
import { table } from "../../../output/table.js";
import { scheduleOf, WHEN } from "../../../schedules/schedule-options.js";
import { openSession } from "../../../session.js";

export const previewSchedule = command("preview", "Show when a schedule runs next; one that is not stored, too.")
  .argument("[deployment]", "flow/name or id; left out with --cron, --interval or --rrule")
  .argument("[schedule]", "its slug or id")
  .addOption(WHEN.cron)
  .addOption(WHEN.interval)
  .addOption(WHEN.rrule)
  .addOption(WHEN.anchor)
  .addOption(WHEN.timezone)
  .addOption(WHEN.dayAnd)
  .option("--start <time>", "from when on (default: now)")
  .option("-l, --limit <n>", "how many", integer(1, 200), 10)
  .action(async (deploymentRef, ref, options) => {
    const session = openSession(options);
    if (deploymentRef !== undefined && ref === undefined) {
      throw new InvalidArgumentError("Name a schedule of the deployment by its slug or id.");
    }
    const schedule =
      deploymentRef !== undefined && ref !== undefined
        ? (await findSchedule(session.client, deploymentRef, ref)).schedule.schedule
        : scheduleOf(options);
    const instants = await session.client.call(preview, {
      body: { schedule, start: options.start, limit: options.limit },
    });
    session.print(instants, (screen) =>
      table(
        screen,
        [
          { title: "LOCAL TIME", text: ({ local_time }) => local_time },
          { title: "UTC", text: ({ scheduled_time }) => scheduled_time.replace(".000000Z", "Z") },
          { title: "", text: ({ scheduled_time }) => relativeTime(scheduled_time, screen.now) },
        ],
        instants,
        "It never runs again.",
      ),
    );
  });
