import { filterWorkPools, type WorkPool } from "../../../contract/index.js";
import { command } from "../../command.js";
import { type Paint } from "../../output/screen.js";
import { table } from "../../output/table.js";
import { openSession } from "../../session.js";

export const listPools = command("ls", "List work pools by name.").action(async (options) => {
  const session = openSession(options);
  const pools = await session.client.call(filterWorkPools, { body: {} });
  session.print(pools, (screen) =>
    table(
      screen,
      [
        { title: "NAME", text: (pool) => pool.name },
        { title: "TYPE", text: (pool) => pool.type },
        { title: "STATUS", text: poolStatus, paint: paintStatus },
        { title: "ACTIVE", text: activeSlots },
        { title: "DESCRIPTION", text: (pool) => pool.description ?? "", shrinkTo: 12, optional: true },
      ],
      pools,
      "No work pools. Make one: kedge work-pool create NAME --type process",
    ),
  );
});

function poolStatus(pool: WorkPool): string {
  return pool.is_paused ? "PAUSED" : (pool.status ?? "-");
}

function paintStatus(text: string, pool: WorkPool, paint: Paint): string {
  if (pool.is_paused) return paint.yellow(text);
  return pool.status === "READY" ? paint.green(text) : paint.dim(text);
}

/** `2 of 10`: slots in use, and how many there may be. */
function activeSlots({ active_slots, concurrency_limit }: WorkPool): string {
  const active = active_slots === null ? "-" : String(active_slots);
  return concurrency_limit === null ? active : `${active} of ${concurrency_limit}`;
}
