import type { Route } from "../../http/route.js";
import { countTaskRuns } from "./count-task-runs.js";
import { createTaskRun } from "./create-task-run.js";
import { deleteTaskRun } from "./delete-task-run.js";
import { filterTaskRuns } from "./filter-task-runs.js";
import { paginateTaskRuns } from "./paginate-task-runs.js";
import { readTaskRunHistory } from "./read-task-run-history.js";
import { readTaskRun } from "./read-task-run.js";
import { recordTaskRuns } from "./record-task-runs.js";
import { setTaskRunState } from "./set-task-run-state.js";
import { updateTaskRun } from "./update-task-run.js";

export const taskRunRoutes: readonly Route[] = [
  createTaskRun,
  setTaskRunState,
  recordTaskRuns,
  readTaskRun,
  updateTaskRun,
  deleteTaskRun,
  filterTaskRuns,
  paginateTaskRuns,
  countTaskRuns,
  readTaskRunHistory,
];
