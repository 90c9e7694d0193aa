import { command } from "../../command.js";
import { changePool } from "./change-pool.js";

export const resumePool = command("resume", "Resume a work pool: what waits may start.")
  .argument("<name>", "the pool")
  .action((name, options) => changePool(name, options, { is_paused: false }, (pool) => `Resumed work pool ${pool}.`));
