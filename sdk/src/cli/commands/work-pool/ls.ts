import { filterWorkPools } from "../../../contract/index.js";
import { command } from "../../command.js";
import { table } from "../../output/table.js";
import { paintWorkStatus, slotsText, workStatus } from "../../output/work-status.js";
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
        { title: "STATUS", text: workStatus, paint: paintWorkStatus },
        { title: "ACTIVE", text: slotsText },
        { title: "DESCRIPTION", text: (pool) => pool.description ?? "", shrinkTo: 12, optional: true },
      ],
      pools,
      "No work pools. Make one: kedge work-pool create NAME --type process",
    ),
  );
});
