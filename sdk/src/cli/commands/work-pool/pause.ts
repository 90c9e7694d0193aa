import { command } from "../../command.js";
import { changePool } from "./change-pool.js";

export const pausePool = command("pause", "Pause a work pool: nothing of it starts until it is resumed.")
  .argument("<name>", "the pool")
  .action((name, options) => changePool(name, options, { is_paused: true }, (pool) => `Paused work pool ${pool}.`));
