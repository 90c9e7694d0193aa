import { command } from "../../command.js";
import { findWorkQueue } from "../../find/work-queue.js";
import { poolOption } from "../../options/pool-option.js";
import { instantText } from "../../output/duration.js";
import { oneLine } from "../../output/printable.js";
import { record } from "../../output/record.js";
import { paintWorkStatus, workStatus } from "../../output/work-status.js";
import { openSession } from "../../session.js";

export const inspectQueue = command("inspect", "Show one work queue.")
  .argument("<queue>", "its name")
  .addOption(poolOption())
  .action(async (name, options) => {
    const session = openSession(options);
    const queue = await findWorkQueue(session.client, options.pool, name);
    session.print(queue, (screen) =>
      record(screen, [
        ["id", queue.id],
        ["name", oneLine(queue.name)],
        ["pool", oneLine(queue.work_pool_name)],
        ["description", queue.description ? oneLine(queue.description) : null],
        ["status", paintWorkStatus(workStatus(queue), queue, screen.paint)],
        ["priority", String(queue.priority)],
        ["active slots", queue.active_slots === null ? null : String(queue.active_slots)],
        ["concurrency limit", queue.concurrency_limit === null ? "none" : String(queue.concurrency_limit)],
        ["last polled", instantText(queue.last_polled, screen.now)],
        ["created", instantText(queue.created, screen.now)],
        ["updated", instantText(queue.updated, screen.now)],
      ]),
    );
  });
