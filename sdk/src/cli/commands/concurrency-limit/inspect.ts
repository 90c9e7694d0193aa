import { type ConcurrencyLimit, type LimitHolder, listLimitHolders } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findConcurrencyLimit } from "../../find/concurrency-limit.js";
import { durationText, instantText } from "../../output/duration.js";
import { oneLine } from "../../output/printable.js";
import { record } from "../../output/record.js";
import type { Screen } from "../../output/screen.js";
import { openSession } from "../../session.js";

export const inspectLimit = command("inspect", "Show one concurrency limit, and who holds its slots.")
  .argument("<limit>", "its name, tag or id")
  .action(async (ref, options) => {
    const session = openSession(options);
    const limit = await findConcurrencyLimit(session.client, ref);
    const holders = await session.client.call(listLimitHolders, { params: { id_or_name: limit.id } });
    session.print({ ...limit, holders }, (screen) =>
      [fields(screen, limit), ...holders.map((holder) => holderLine(screen, holder))].join("\n"),
    );
  });

function fields(screen: Screen, limit: ConcurrencyLimit): string {
  const decay = limit.slot_decay_per_second;
  return record(screen, [
    ["id", limit.id],
    ["name", oneLine(limit.name)],
    ["slots", String(limit.limit)],
    ["in use", String(limit.active_slots)],
    ["active", limit.active ? "yes" : "no: it holds up nobody"],
    ["decay", decay === 0 ? null : `${decay} slots a second`],
    ["held for", `${durationText(limit.avg_slot_occupancy_seconds)} on average`],
    ["created", instantText(limit.created, screen.now)],
    ["updated", instantText(limit.updated, screen.now)],
  ]);
}

function holderLine({ paint, now }: Screen, { type, id, name, flow_run_id, slots, since }: LimitHolder): string {
  const kind = type.replaceAll("_", " ");
  const who =
    id === null ? "somebody who gave no name" : `${kind} ${name === null ? "" : `${oneLine(name)} `}${paint.dim(id)}`;
  const where = type === "task_run" && flow_run_id !== null ? ` of flow run ${flow_run_id}` : "";
  const many = slots === 1 ? "" : `, ${slots} slots`;
  return `  ${who}${where}${many}, for ${durationText(Math.max(0, now - Date.parse(since)) / 1000)}`;
}
