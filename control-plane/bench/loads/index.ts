import type { Load } from "../load.js";
import { lifecycle } from "./lifecycle.js";
import { logLines } from "./log-lines.js";
import { ownClaim } from "./own-claim.js";
import { runList } from "./run-list.js";
import { stockClaim } from "./stock-claim.js";
import { taskRunsRecorded } from "./task-runs-recorded.js";

/** In the order they are run: each leaves its rows behind, so the cheap ones come first. */
export const LOADS: Readonly<Record<string, Load>> = {
  lifecycle,
  "log-lines": logLines,
  "run-list": runList,
  "stock-claim": stockClaim,
  "own-claim": ownClaim,
  "task-runs": taskRunsRecorded,
};
