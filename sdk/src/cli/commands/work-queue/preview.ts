import { previewClaims } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkQueue } from "../../find/work-queue.js";
import { duration } from "../../options/duration.js";
import { poolOption } from "../../options/pool-option.js";
import { previewTable } from "../../output/preview.js";
import { openSession } from "../../session.js";

export const previewQueue = command("preview", "Show what waits in a work queue, in the order of its next claims.")
  .argument("<queue>", "its name")
  .addOption(poolOption())
  .option("--within <duration>", "how far ahead to look: 10m, 2h30m", duration)
  .action(async (name, options) => {
    const session = openSession(options);
    const queue = await findWorkQueue(session.client, options.pool, name);
    const runs = await session.client.call(previewClaims, {
      params: { name: queue.work_pool_name },
      body: { within_seconds: options.within ?? null, work_queue_names: [queue.name] },
    });
    session.print(runs, (screen) => previewTable(screen, runs, `Nothing waits in work queue ${queue.name}.`));
  });
