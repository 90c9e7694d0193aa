import { type Deployment, filterDeployments, MAX_LIMIT } from "../../../contract/index.js";
import { command } from "../../command.js";
import { type NamedDeployment, withNames } from "../../find/deployment.js";
import { collect } from "../../options/collect.js";
import { integer } from "../../options/integer.js";
import { relativeTime } from "../../output/duration.js";
import type { Paint } from "../../output/screen.js";
import { table } from "../../output/table.js";
import { openSession } from "../../session.js";

export const listDeployments = command("ls", "List deployments by name.")
  .option("--flow <name>", "only deployments of this flow; repeatable", collect)
  .option("--tag <tag>", "only deployments with all these tags; repeatable", collect)
  .option("--pool <pool>", "only deployments that run on this work pool; repeatable", collect)
  .option("-l, --limit <n>", "how many at most", integer(1, MAX_LIMIT), MAX_LIMIT)
  .action(async (options) => {
    const session = openSession(options);
    const found = await session.client.call(filterDeployments, {
      body: {
        flows: options.flow && { name: { any_: [...options.flow] } },
        deployments: options.tag && { tags: { all_: [...options.tag] } },
        work_pools: options.pool && { name: { any_: [...options.pool] } },
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
          { title: "STATUS", text: ({ deployment }) => statusOf(deployment), paint: paintStatus },
          { title: "UPDATED", text: ({ deployment }) => relativeTime(deployment.updated, screen.now) },
          { title: "ENTRYPOINT", text: ({ deployment }) => deployment.entrypoint ?? "-", shrinkTo: 16, optional: true },
          { title: "ID", text: ({ deployment }) => deployment.id, optional: true },
        ],
        named,
        "No deployments. Make one: kedge deploy flows.ts:myFlow --name NAME --pool POOL",
      ),
    );
  });

/** Paused: its schedules are. Ready: somebody asks for its runs. */
function statusOf({ paused, status }: Deployment): string {
  return paused ? "PAUSED" : (status ?? "-");
}

function paintStatus(text: string, { deployment }: NamedDeployment, paint: Paint): string {
  if (deployment.paused) return paint.yellow(text);
  return deployment.status === "READY" ? paint.green(text) : paint.dim(text);
}
