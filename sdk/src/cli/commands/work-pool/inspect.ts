import { filterWorkQueues, type WorkPool } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { instantText } from "../../output/duration.js";
import { oneLine } from "../../output/printable.js";
import { record } from "../../output/record.js";
import { openSession } from "../../session.js";

export const inspectPool = command("inspect", "Show one work pool with its queues.")
  .argument("<name>", "the pool")
  .action(async (name, options) => {
    const session = openSession(options);
    const pool = await findWorkPool(session.client, name);
    const queues = await session.client.call(filterWorkQueues, { params: { name: pool.name }, body: {} });
    session.print({ ...pool, queues }, (screen) =>
      record(screen, [
        ["id", pool.id],
        ["name", oneLine(pool.name)],
        ["type", oneLine(pool.type)],
        ["description", pool.description === null ? null : oneLine(pool.description)],
        ["status", pool.is_paused ? screen.paint.yellow("PAUSED") : pool.status],
        ["active slots", pool.active_slots === null ? null : String(pool.active_slots)],
        ["concurrency limit", pool.concurrency_limit === null ? "none" : String(pool.concurrency_limit)],
        ["queues", oneLine(queues.map((queue) => `${queue.name} (priority ${queue.priority})`).join(", "))],
        ["job variables", variableNames(pool)],
        ["created", instantText(pool.created, screen.now)],
        ["updated", instantText(pool.updated, screen.now)],
      ]),
    );
  });

/** What a deployment may set; the whole template is in the JSON. */
function variableNames({ base_job_template: template }: WorkPool): string | null {
  const variables = template["variables"] as { readonly properties?: object } | undefined;
  const names = Object.keys(variables?.properties ?? {});
  return names.length === 0 ? null : oneLine(names.join(", "));
}
