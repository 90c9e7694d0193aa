import { group } from "../../command.js";
import { inspectTaskRun } from "./inspect.js";
import { showTaskRunLogs } from "./logs.js";
import { listTaskRuns } from "./ls.js";

export const taskRunCommands = group("task-run", "Runs of tasks.", [listTaskRuns, inspectTaskRun, showTaskRunLogs]);
