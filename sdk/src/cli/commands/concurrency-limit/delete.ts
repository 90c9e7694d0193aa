import { deleteConcurrencyLimit } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findConcurrencyLimit } from "../../find/concurrency-limit.js";
import { oneLine } from "../../output/printable.js";
import { openSession } from "../../session.js";

export const removeLimit = command("delete", "Delete a concurrency limit: nothing waits for it any more.")
  .argument("<limit>", "its name, tag or id")
  .action(async (ref, options) => {
    const session = openSession(options);
    const limit = await findConcurrencyLimit(session.client, ref);
    await session.client.call(deleteConcurrencyLimit, { params: { id_or_name: limit.id } });
    session.print({ deleted: limit.id }, () => `Deleted concurrency limit ${oneLine(limit.name)}.`);
  });
