import { group } from "../../command.js";
import { clearPoolLimit } from "./clear-concurrency-limit.js";
import { createPool } from "./create.js";
import { removePool } from "./delete.js";
import { printDefaultTemplate } from "./get-default-base-job-template.js";
import { inspectPool } from "./inspect.js";
import { listPools } from "./ls.js";
import { pausePool } from "./pause.js";
import { previewPool } from "./preview.js";
import { resumePool } from "./resume.js";
import { setPoolLimit } from "./set-concurrency-limit.js";
import { updatePool } from "./update.js";

export const workPoolCommands = group("work-pool", "Where runs are started, and by what kind of worker.", [
  createPool,
  listPools,
  inspectPool,
  previewPool,
  updatePool,
  setPoolLimit,
  clearPoolLimit,
  pausePool,
  resumePool,
  removePool,
  printDefaultTemplate,
]);
