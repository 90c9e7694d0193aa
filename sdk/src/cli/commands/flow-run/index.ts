import { group } from "../../command.js";
import { cancelFlowRun } from "./cancel.js";
import { removeFlowRun } from "./delete.js";
import { inspectFlowRun } from "./inspect.js";
import { showFlowRunLogs } from "./logs.js";
import { listFlowRuns } from "./ls.js";
import { pauseFlowRun } from "./pause.js";
import { resumeFlowRun } from "./resume.js";
import { suspendFlowRun } from "./suspend.js";
import { watchFlowRun } from "./watch.js";
import { whyFlowRun } from "./why.js";

export const flowRunCommands = group("flow-run", "Runs of flows.", [
  listFlowRuns,
  inspectFlowRun,
  whyFlowRun,
  showFlowRunLogs,
  watchFlowRun,
  cancelFlowRun,
  pauseFlowRun,
  suspendFlowRun,
  resumeFlowRun,
  removeFlowRun,
]);
