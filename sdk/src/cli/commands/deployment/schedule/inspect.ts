import { command } from "../../../command.js";
import { findSchedule } from "../../../find/schedule.js";
import { instantText } from "../../../output/duration.js";
import { oneLine } from "../../../output/printable.js";
import { compactJson, record } from "../../../output/record.js";
import { missedRunsText, whenText } from "../../../schedules/schedule-text.js";
import { openSession } from "../../../session.js";

export const inspectSchedule = command("inspect", "Show a schedule.")
  .argument("<deployment>", "flow/name or id")
  .argument("<schedule>", "its slug or id")
  .action(async (deploymentRef, ref, options) => {
    const session = openSession(options);
    const { schedule, fullName } = await findSchedule(session.client, deploymentRef, ref);
    session.print(schedule, (screen) =>
      record(screen, [
        ["deployment", oneLine(fullName)],
        ["slug", schedule.slug && oneLine(schedule.slug)],
        ["id", schedule.id],
        ["when", oneLine(whenText(schedule.schedule))],
        ["time zone", oneLine(schedule.schedule.timezone ?? "UTC")],
        ["anchor", "interval" in schedule.schedule ? (schedule.schedule.anchor_date ?? null) : null],
        ["active", schedule.active ? "yes" : "no"],
        ["missed runs", missedRunsText(schedule.missed_runs)],
        ["parameters", compactJson(schedule.parameters)],
        ["runs ahead", schedule.max_scheduled_runs === null ? null : `at most ${schedule.max_scheduled_runs}`],
        ["created", instantText(schedule.created, screen.now)],
        ["updated", instantText(schedule.updated, screen.now)],
      ]),
    );
  });
