import { listDeploymentSchedules, previewSchedule } from "../../../../contract/index.js";
import { command } from "../../../command.js";
import { findDeployment } from "../../../find/deployment.js";
import { relativeTime } from "../../../output/duration.js";
import { table } from "../../../output/table.js";
import { missedRunsText, whenText } from "../../../schedules/schedule-text.js";
import { openSession } from "../../../session.js";

export const listSchedules = command("ls", "List a deployment's schedules.")
  .argument("<deployment>", "flow/name or id")
  .action(async (ref, options) => {
    const session = openSession(options);
    const { client } = session;
    const { deployment, fullName } = await findDeployment(client, ref);
    const schedules = await client.call(listDeploymentSchedules, { params: { id: deployment.id } });
    const next = async (index: number) => {
      const { active, schedule } = schedules[index]!;
      if (!active || deployment.paused) return "paused";
      const [first] = await client.call(previewSchedule, { body: { schedule, limit: 1 } });
      return first ? relativeTime(first.scheduled_time, session.screen.now) : "never";
    };
    const rows = session.json
      ? []
      : await Promise.all(schedules.map(async (schedule, index) => ({ schedule, next: await next(index) })));
    session.print(schedules, (screen) =>
      table(
        screen,
        [
          { title: "WHEN", text: ({ schedule }) => whenText(schedule.schedule), shrinkTo: 16 },
          { title: "TIME ZONE", text: ({ schedule }) => schedule.schedule.timezone ?? "UTC" },
          { title: "NEXT", text: (row) => row.next },
          { title: "MISSED RUNS", text: ({ schedule }) => missedRunsText(schedule.missed_runs), optional: true },
          { title: "SLUG", text: ({ schedule }) => schedule.slug ?? "-" },
          { title: "ID", text: ({ schedule }) => schedule.id },
        ],
        rows,
        `No schedules. Add one: kedge deployment schedule create ${fullName} --cron "0 9 * * *"`,
      ),
    );
  });
