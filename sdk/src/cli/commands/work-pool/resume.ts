import { updateWorkPool } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { openSession } from "../../session.js";

export const resumePool = command("resume", "Resume a work pool: what waits may start.")
  .argument("<name>", "the pool")
  .action(async (name, options) => {
    const session = openSession(options);
    const pool = await findWorkPool(session.client, name);
    await session.client.call(updateWorkPool, { params: { name: pool.name }, body: { is_paused: false } });
    session.print({ ...pool, is_paused: false }, () => `Resumed work pool ${pool.name}.`);
  });
