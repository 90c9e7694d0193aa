import { updateConcurrencyLimit } from "../../../contract/index.js";
import { KedgeError } from "../../../errors.js";
import { command } from "../../command.js";
import { findConcurrencyLimit } from "../../find/concurrency-limit.js";
import { concurrencyLimit } from "../../options/concurrency-limit.js";
import { slotDecay } from "../../options/slot-decay.js";
import { oneLine } from "../../output/printable.js";
import { openSession } from "../../session.js";

export const updateLimit = command("update", "Change a concurrency limit. What is held stays held.")
  .argument("<limit>", "its name, tag or id")
  .option("--slots <n>", "how many there are", concurrencyLimit)
  .option("--decay <slots>", "so many slots a second come back by themselves; 0 for none", slotDecay)
  .option("--active", "switch it on")
  .option("--inactive", "switch it off: it holds up nobody")
  .action(async (ref, { slots, decay, active, inactive, ...options }) => {
    const isSwitched = active === true || inactive === true;
    if (slots === undefined && decay === undefined && !isSwitched) {
      throw new KedgeError("NOTHING_TO_CHANGE", "Nothing to change.", {
        hint: "Say what: --slots, --decay, --active or --inactive.",
      });
    }
    const session = openSession(options);
    const limit = await findConcurrencyLimit(session.client, ref);
    await session.client.call(updateConcurrencyLimit, {
      params: { id_or_name: limit.id },
      body: {
        ...(slots !== undefined && { limit: slots }),
        ...(decay !== undefined && { slot_decay_per_second: decay }),
        ...(isSwitched && { active: inactive !== true }),
      },
    });
    const changed = await findConcurrencyLimit(session.client, limit.id);
    session.print(
      changed,
      () =>
        `Updated concurrency limit ${oneLine(limit.name)}: ${changed.limit} slots${changed.active ? "" : ", inactive"}.`,
    );
  });
