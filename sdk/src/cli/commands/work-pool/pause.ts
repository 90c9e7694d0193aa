import { updateWorkPool } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { openSession } from "../../session.js";

export const pausePool = command("pause", "Pause a work pool: nothing of it starts until it is resumed.")
  .argument("<name>", "the pool")
  .action(async (name, options) => {
    const session = openSession(options);
    const pool = await findWorkPool(session.client, name);
    await session.client.call(updateWorkPool, { params: { name: pool.name }, body: { is_paused: true } });
    session.print({ ...pool, is_paused: true }, () => `Paused work pool ${pool.name}.`);
  });
