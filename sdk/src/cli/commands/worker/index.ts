import { group } from "../../command.js";
import { inspectWorker } from "./inspect.js";
import { listWorkers } from "./ls.js";
import { startWorkerCommand } from "./start.js";

export const workerCommands = group("worker", "Programs that start runs on your infrastructure.", [
  startWorkerCommand,
  listWorkers,
  inspectWorker,
]);
