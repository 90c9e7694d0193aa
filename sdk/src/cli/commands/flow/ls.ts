import { filterFlows, MAX_LIMIT } from "../../../contract/index.js";
import { command } from "../../command.js";
import { integer } from "../../options/integer.js";
import { relativeTime } from "../../output/duration.js";
import { table } from "../../output/table.js";
import { openSession } from "../../session.js";

export const listFlows = command("ls", "List flows by name.")
  .option("-l, --limit <n>", "how many at most", integer(1, MAX_LIMIT), MAX_LIMIT)
  .action(async (options) => {
    const session = openSession(options);
    const flows = await session.client.call(filterFlows, { body: { limit: options.limit } });
    session.print(flows, (screen) =>
      table(
        screen,
        [
          { title: "ID", text: (flow) => flow.id },
          { title: "NAME", text: (flow) => flow.name },
          { title: "CREATED", text: (flow) => relativeTime(flow.created, screen.now) },
          { title: "TAGS", text: (flow) => flow.tags.join(", "), shrinkTo: 8, optional: true },
        ],
        flows,
        "No flows. The first run of one registers it.",
      ),
    );
  });
