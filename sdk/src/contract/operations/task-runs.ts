import { z } from "zod";
import { relatedFilters } from "../filters/related-filters.js";
import { TaskRunSort } from "../filters/task-run-filter.js";
import { operation } from "../operation.js";
import { SetState, TransitionResult } from "../orchestration.js";
import { limit, offset, page, pageOf } from "../pagination.js";
import { Id, orDefault } from "../primitives.js";
import { RunHistoryInterval, RunHistoryRequest } from "../run-history.js";
import { State } from "../state.js";
import { TaskRun, TaskRunCreate, TaskRunRecord, TaskRunUpdate } from "../task-run.js";

const tag = "task runs";
const byId = z.object({ id: Id });
const sort = orDefault(TaskRunSort, () => "ID_DESC" as const);

export const createTaskRun = operation({
  id: "createTaskRun",
  method: "post",
  path: "/task_runs/",
  summary: "Create a task run; the one with the same flow run, task key and dynamic key is returned with 200.",
  tag,
  body: TaskRunCreate,
  replies: { 201: TaskRun, 200: TaskRun },
});

export const readTaskRun = operation({
  id: "readTaskRun",
  method: "get",
  path: "/task_runs/{id}",
  summary: "One task run with its current state.",
  tag,
  params: byId,
  replies: { 200: TaskRun },
});

export const updateTaskRun = operation({
  id: "updateTaskRun",
  method: "patch",
  path: "/task_runs/{id}",
  summary: "Rename a task run.",
  tag,
  params: byId,
  body: TaskRunUpdate,
  replies: { 204: null },
});

export const deleteTaskRun = operation({
  id: "deleteTaskRun",
  method: "delete",
  path: "/task_runs/{id}",
  summary: "Delete a task run with its states.",
  tag,
  params: byId,
  replies: { 204: null },
});

export const setTaskRunState = operation({
  id: "setTaskRunState",
  method: "post",
  path: "/task_runs/{id}/set_state",
  summary: "Propose a state for a task run that the server orchestrates.",
  tag,
  params: byId,
  body: SetState,
  replies: { 201: TransitionResult, 200: TransitionResult },
});

export const recordTaskRuns = operation({
  id: "recordTaskRuns",
  method: "post",
  path: "/task_runs/record",
  summary: "Record states of task runs that the caller orchestrates. Kedge only; repeats are harmless.",
  tag,
  body: z.array(TaskRunRecord).max(5000),
  replies: { 204: null },
});

export const filterTaskRuns = operation({
  id: "filterTaskRuns",
  method: "post",
  path: "/task_runs/filter",
  summary: "List task runs.",
  tag,
  body: z.object({ ...relatedFilters, sort, limit, offset }),
  replies: { 200: z.array(TaskRun) },
});

export const paginateTaskRuns = operation({
  id: "paginateTaskRuns",
  method: "post",
  path: "/task_runs/paginate",
  summary: "One page of task runs with the count of all.",
  tag,
  body: z.object({ ...relatedFilters, sort, limit, page }),
  replies: { 200: pageOf(TaskRun) },
});

export const countTaskRuns = operation({
  id: "countTaskRuns",
  method: "post",
  path: "/task_runs/count",
  summary: "Count task runs.",
  tag,
  body: z.object(relatedFilters),
  replies: { 200: z.number().int() },
});

export const readTaskRunHistory = operation({
  id: "readTaskRunHistory",
  method: "post",
  path: "/task_runs/history",
  summary: "Counts of task runs by state over time.",
  tag,
  body: RunHistoryRequest,
  replies: { 200: z.array(RunHistoryInterval) },
});

export const listTaskRunStates = operation({
  id: "listTaskRunStates",
  method: "get",
  path: "/task_run_states/",
  summary: "The state history of a task run, oldest first.",
  tag,
  query: z.object({ task_run_id: Id }),
  replies: { 200: z.array(State) },
});

export const readTaskRunState = operation({
  id: "readTaskRunState",
  method: "get",
  path: "/task_run_states/{id}",
  summary: "One state of a task run.",
  tag,
  params: byId,
  replies: { 200: State },
});
