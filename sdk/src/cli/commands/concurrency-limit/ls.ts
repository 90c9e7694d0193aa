import { type ConcurrencyLimit, filterConcurrencyLimits } from "../../../contract/index.js";
import { command } from "../../command.js";
import { table } from "../../output/table.js";
import { openSession } from "../../session.js";

export const listLimits = command("ls", "List the concurrency limits, those of tags and of deployments too.").action(
  async (options) => {
    const session = openSession(options);
    const limits = await session.client.call(filterConcurrencyLimits, { body: {} });
    session.print(limits, (screen) =>
      table(
        screen,
        [
          { title: "NAME", text: (limit) => limit.name },
          { title: "SLOTS", text: (limit) => String(limit.limit) },
          {
            title: "IN USE",
            text: (limit) => String(limit.active_slots),
            paint: (text, limit) => (isFull(limit) ? screen.paint.yellow(text) : text),
          },
          { title: "DECAY/S", text: (limit) => String(limit.slot_decay_per_second || "-"), optional: true },
          { title: "ACTIVE", text: (limit) => (limit.active ? "yes" : "no") },
        ],
        limits,
        "No concurrency limits. Limit a tag: kedge concurrency-limit create TAG 10 --tag",
      ),
    );
  },
);

function isFull({ active, active_slots, limit }: ConcurrencyLimit): boolean {
  return active && active_slots >= limit;
}
