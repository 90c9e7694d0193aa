import { group } from "../../command.js";
import { startWorkerCommand } from "./start.js";

export const workerCommands = group("worker", "Programs that start runs on your infrastructure.", [startWorkerCommand]);
