import { group } from "../../command.js";
import { createPool } from "./create.js";
import { removePool } from "./delete.js";
import { inspectPool } from "./inspect.js";
import { listPools } from "./ls.js";
import { pausePool } from "./pause.js";
import { resumePool } from "./resume.js";

export const workPoolCommands = group("work-pool", "Where runs are started, and by what kind of worker.", [
  createPool,
  listPools,
  inspectPool,
  pausePool,
  resumePool,
  removePool,
]);
