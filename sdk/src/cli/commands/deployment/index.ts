import { group } from "../../command.js";
import { removeDeployment } from "./delete.js";
import { inspectDeployment } from "./inspect.js";
import { listDeployments } from "./ls.js";
import { pauseOne } from "./pause.js";
import { resumeOne } from "./resume.js";
import { runDeployment } from "./run.js";
import { scheduleCommands } from "./schedule/index.js";

export const deploymentCommands = group("deployment", "Flows that workers can run.", [
  runDeployment,
  scheduleCommands,
  listDeployments,
  inspectDeployment,
  pauseOne,
  resumeOne,
  removeDeployment,
]);
