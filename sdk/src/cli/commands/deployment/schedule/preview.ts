import {
  type DeploymentSchedule,
  listDeploymentSchedules,
  previewSchedule as preview,
  type ScheduleInstant,
} from "../../../../contract/index.js";
import type { Client } from "../../../../client/index.js";
import { command } from "../../../command.js";
import { findDeployment } from "../../../find/deployment.js";
import { findSchedule } from "../../../find/schedule.js";
import { integer } from "../../../options/integer.js";
import { relativeTime } from "../../../output/duration.js";
import { table } from "../../../output/table.js";
import { scheduleOf, WHEN } from "../../../schedules/schedule-options.js";
import { scheduleName } from "../../../schedules/schedule-text.js";
import { openSession } from "../../../session.js";

interface PreviewedInstant extends ScheduleInstant {
  /** Of a deployment's schedules the one that makes this run. */
  readonly schedule?: string;
}

interface Window {
  readonly start: string | undefined;
  readonly limit: number;
}

export const previewSchedule = command("preview", "Show when a deployment or a schedule runs next, stored or not.")
  .argument("[deployment]", "flow/name or id; left out with --cron, --interval or --rrule")
  .argument("[schedule]", "its slug or id (default: all that are active)")
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
    const { client } = session;
    const window = { start: options.start, limit: options.limit };
    const stored = deploymentRef === undefined ? null : await storedSchedules(client, deploymentRef, ref);
    const instants: readonly PreviewedInstant[] = stored
      ? await previewAll(client, stored, window)
      : await client.call(preview, { body: { schedule: scheduleOf(options), ...window } });
    session.print(instants, (screen) =>
      table(
        screen,
        [
          { title: "LOCAL TIME", text: ({ local_time }) => local_time },
          { title: "UTC", text: ({ scheduled_time }) => scheduled_time.replace(".000000Z", "Z") },
          { title: "", text: ({ scheduled_time }) => relativeTime(scheduled_time, screen.now) },
          ...(stored !== null && stored.length > 1
            ? [{ title: "SCHEDULE", text: ({ schedule }: PreviewedInstant) => schedule ?? "-" }]
            : []),
        ],
        instants,
        stored?.length === 0 ? "No schedule of it is active." : "It never runs again.",
      ),
    );
  });

async function storedSchedules(
  client: Client,
  deploymentRef: string,
  ref: string | undefined,
): Promise<readonly DeploymentSchedule[]> {
  if (ref !== undefined) return [(await findSchedule(client, deploymentRef, ref)).schedule];
  const { deployment } = await findDeployment(client, deploymentRef);
  const schedules = await client.call(listDeploymentSchedules, { params: { id: deployment.id } });
  return deployment.paused ? [] : schedules.filter(({ active }) => active);
}

/** The next runs of them all, in the order of their instants. */
async function previewAll(
  client: Client,
  schedules: readonly DeploymentSchedule[],
  window: Window,
): Promise<readonly PreviewedInstant[]> {
  const lists = await Promise.all(
    schedules.map(async (stored) => {
      const instants = await client.call(preview, { body: { schedule: stored.schedule, ...window } });
      return instants.map((instant) => ({ ...instant, schedule: scheduleName(stored) }));
    }),
  );
  // Instants are all written in UTC with microseconds: their order is that of their texts.
  return lists
    .flat()
    .sort((a, b) => (a.scheduled_time < b.scheduled_time ? -1 : 1))
    .slice(0, window.limit);
}
