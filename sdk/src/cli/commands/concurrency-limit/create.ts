import { createConcurrencyLimit } from "../../../contract/index.js";
import { command } from "../../command.js";
import { concurrencyLimit } from "../../options/concurrency-limit.js";
import { slotDecay } from "../../options/slot-decay.js";
import { oneLine } from "../../output/printable.js";
import { openSession } from "../../session.js";

export const createLimit = command("create", "Limit how much may go on at once, under a name or for a tag.")
  .argument("<name>", "what takes its slots asks for it by this name")
  .argument("<slots>", "how many there are", concurrencyLimit)
  .option("--tag", "the name is a tag: so many task runs with it may run at once")
  .option("--decay <slots>", "a rate limit: so many slots a second come back by themselves", slotDecay)
  .option("--inactive", "create it switched off")
  .action(async (ref, slots, options) => {
    const session = openSession(options);
    const limit = await session.client.call(createConcurrencyLimit, {
      body: {
        name: options.tag === true ? `tag:${ref}` : ref,
        limit: slots,
        active: options.inactive !== true,
        slot_decay_per_second: options.decay,
      },
    });
    session.print(limit, () => {
      const of = options.tag === true ? `tag ${oneLine(ref)}` : oneLine(ref);
      return `Created concurrency limit of ${slots} for ${of}${limit.active ? "" : ", inactive"}.`;
    });
  });
