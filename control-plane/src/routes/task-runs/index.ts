import type { Route } from "../../http/route.js";
import { countTaskRuns } from "./count-task-runs.js";
import { deleteTaskRun } from "./delete-task-run.js";
import { filterTaskRuns } from "./filter-task-runs.js";
import { paginateTaskRuns } from "./paginate-task-runs.js";
import { readTaskRunHistory } from "./read-task-run-history.js";
import { readTaskRun } from "./read-task-run.js";
import { recordTaskRuns } from "./record-task-runs.js";
import { updateTaskRun } from "./update-task-run.js";

export const taskRunRoutes: readonly Route[] = [
  recordTaskRuns,
  readTaskRun,
  updateTaskRun,
  deleteTaskRun,
  filterTaskRuns,
  paginateTaskRuns,
  countTaskRuns,
  readTaskRunHistory,
];
