import { filterDeployments, MAX_LIMIT } from "../../../contract/index.js";
import { command } from "../../command.js";
import { withNames } from "../../find/deployment.js";
import { collect } from "../../options/collect.js";
import { integer } from "../../options/integer.js";
import { relativeTime } from "../../output/duration.js";
import { table } from "../../output/table.js";
import { openSession } from "../../session.js";

export const listDeployments = command("ls", "List deployments by name.")
  .option("--flow <name>", "only deployments of this flow; repeatable", collect)
  .option("--tag <tag>", "only deployments with all these tags; repeatable", collect)
  .option("-l, --limit <n>", "how many at most", integer(1, MAX_LIMIT), MAX_LIMIT)
  .action(async (options) => {
    const session = openSession(options);
    const found = await session.client.call(filterDeployments, {
      body: {
        flows: options.flow && { name: { any_: [...options.flow] } },
        deployments: options.tag && { tags: { all_: [...options.tag] } },
        limit: options.limit,
      },
    });
    const named = session.json ? [] : await withNames(session.client, found);
    session.print(found, (screen) =>
      table(
        screen,
        [
          { title: "NAME", text: ({ fullName }) => fullName },
          { title: "POOL", text: ({ deployment }) => deployment.work_pool_name ?? "-" },
          { title: "UPDATED", text: ({ deployment }) => relativeTime(deployment.updated, screen.now) },
          { title: "ENTRYPOINT", text: ({ deployment }) => deployment.entrypoint ?? "-", shrinkTo: 16, optional: true },
          { title: "ID", text: ({ deployment }) => deployment.id, optional: true },
        ],
        named,
        "No deployments. Make one: kedge deploy flows.ts:myFlow --name NAME --pool POOL",
      ),
    );
  });
