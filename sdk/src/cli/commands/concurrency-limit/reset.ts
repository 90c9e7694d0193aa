import { updateConcurrencyLimit } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findConcurrencyLimit } from "../../find/concurrency-limit.js";
import { oneLine } from "../../output/printable.js";
import { openSession } from "../../session.js";

export const resetLimit = command(
  "reset",
  "Free the slots that something took and never gave back. Those of claimed runs stay theirs.",
)
  .argument("<limit>", "its name, tag or id")
  .action(async (ref, options) => {
    const session = openSession(options);
    const limit = await findConcurrencyLimit(session.client, ref);
    await session.client.call(updateConcurrencyLimit, { params: { id_or_name: limit.id }, body: { active_slots: 0 } });
    const now = await findConcurrencyLimit(session.client, limit.id);
    const freed = limit.active_slots - now.active_slots;
    session.print(now, () => `Freed ${freed} of ${limit.active_slots} slots in use of ${oneLine(limit.name)}.`);
  });
