import { z } from "zod";
import { FlowRunFilter, FlowRunSort } from "../filters/flow-run-filter.js";
import { relatedFilters } from "../filters/related-filters.js";
import { FlowRunInput, FlowRunInputCreate, FlowRunInputFilter, InputKey } from "../flow-run-input.js";
import { FlowRun, FlowRunCreate, FlowRunUpdate } from "../flow-run.js";
import { operation } from "../operation.js";
import { SetState, TransitionResult } from "../orchestration.js";
import { limit, offset, page, pageOf } from "../pagination.js";
import { Id, JsonObject, Labels, orDefault } from "../primitives.js";
import { RunHistoryInterval, RunHistoryRequest } from "../run-history.js";
import { StandingReply, StandingRequest } from "../standing.js";
import { State, StateCreate } from "../state.js";
import { WhyReply } from "../why.js";

const tag = "flow runs";
const byId = z.object({ id: Id });
const sort = orDefault(FlowRunSort, () => "ID_DESC" as const);
const MOST_AT_ONCE = 50;
const upToFifty = z.array(Id).min(1).max(MOST_AT_ONCE);

export const createFlowRun = operation({
  id: "createFlowRun",
  method: "post",
  path: "/flow_runs/",
  summary: "Create a run; with a known idempotency key the first run is returned with 200.",
  tag,
  body: FlowRunCreate,
  replies: { 201: FlowRun, 200: FlowRun },
});

export const readFlowRun = operation({
  id: "readFlowRun",
  method: "get",
  path: "/flow_runs/{id}",
  summary: "One run with its current state.",
  tag,
  params: byId,
  replies: { 200: FlowRun },
});

export const readWhyFlowRunWaits = operation({
  id: "readWhyFlowRunWaits",
  method: "get",
  path: "/flow_runs/{id}/why",
  summary: "Why the run does not run: every reason, with who holds its slots. Kedge only.",
  tag,
  params: byId,
  replies: { 200: WhyReply },
});

export const keepFlowRuns = operation({
  id: "keepFlowRuns",
  method: "post",
  path: "/flow_runs/keep",
  summary: "Say that a process still carries runs out, and hear what is wanted of them. Kedge only.",
  tag,
  body: StandingRequest,
  replies: { 200: StandingReply },
});

export const updateFlowRun = operation({
  id: "updateFlowRun",
  method: "patch",
  path: "/flow_runs/{id}",
  summary: "Change a run's own fields (not its state).",
  tag,
  params: byId,
  body: FlowRunUpdate,
  replies: { 204: null },
});

export const updateFlowRunLabels = operation({
  id: "updateFlowRunLabels",
  method: "patch",
  path: "/flow_runs/{id}/labels",
  summary: "Merge labels into a run's labels.",
  tag,
  params: byId,
  body: Labels,
  replies: { 204: null },
});

export const deleteFlowRun = operation({
  id: "deleteFlowRun",
  method: "delete",
  path: "/flow_runs/{id}",
  summary: "Delete a run with its states, task runs and logs.",
  tag,
  params: byId,
  replies: { 204: null },
});

export const setFlowRunState = operation({
  id: "setFlowRunState",
  method: "post",
  path: "/flow_runs/{id}/set_state",
  summary: "Propose a state; the rules accept, replace, delay or refuse it.",
  tag,
  params: byId,
  body: SetState,
  replies: { 201: TransitionResult, 200: TransitionResult },
});

export const filterFlowRuns = operation({
  id: "filterFlowRuns",
  method: "post",
  path: "/flow_runs/filter",
  summary: "List runs.",
  tag,
  body: z.object({ ...relatedFilters, sort, limit, offset }),
  replies: { 200: z.array(FlowRun) },
});

export const paginateFlowRuns = operation({
  id: "paginateFlowRuns",
  method: "post",
  path: "/flow_runs/paginate",
  summary: "One page of runs with the count of all.",
  tag,
  body: z.object({ ...relatedFilters, sort, limit, page }),
  replies: { 200: pageOf(FlowRun) },
});

export const countFlowRuns = operation({
  id: "countFlowRuns",
  method: "post",
  path: "/flow_runs/count",
  summary: "Count runs.",
  tag,
  body: z.object(relatedFilters),
  replies: { 200: z.number().int() },
});

export const readFlowRunHistory = operation({
  id: "readFlowRunHistory",
  method: "post",
  path: "/flow_runs/history",
  summary: "Counts of runs by state over time, bucketed on the expected start.",
  tag,
  body: RunHistoryRequest,
  replies: { 200: z.array(RunHistoryInterval) },
});

export const downloadFlowRunLogs = operation({
  id: "downloadFlowRunLogs",
  method: "get",
  path: "/flow_runs/{id}/logs/download",
  summary: "All log lines of a run as CSV.",
  tag,
  params: byId,
  mediaType: "text/csv",
  replies: { 200: z.string() },
});

export const bulkDeleteFlowRuns = operation({
  id: "bulkDeleteFlowRuns",
  method: "post",
  path: "/flow_runs/bulk_delete",
  summary: "Delete up to 50 runs.",
  tag,
  body: z.object({ flow_runs: z.object({ id: z.object({ any_: upToFifty }) }) }),
  replies: { 200: z.object({ deleted: z.array(Id) }) },
});

export const bulkSetFlowRunState = operation({
  id: "bulkSetFlowRunState",
  method: "post",
  path: "/flow_runs/bulk_set_state",
  summary: "Propose one state to up to 50 runs that a filter finds, the newest first.",
  tag,
  body: z.object({
    flow_runs: FlowRunFilter.nullish(),
    state: StateCreate,
    force: orDefault(z.boolean(), () => false),
    limit: orDefault(z.number().int().min(1).max(MOST_AT_ONCE), () => MOST_AT_ONCE),
  }),
  replies: { 200: z.object({ results: z.array(z.object({ flow_run_id: Id, ...TransitionResult.shape })) }) },
});

export const resumeFlowRun = operation({
  id: "resumeFlowRun",
  method: "post",
  path: "/flow_runs/{id}/resume",
  summary: "Let a paused run go on, with the input that it asks for.",
  tag,
  params: byId,
  body: z.object({ run_input: JsonObject.nullish() }),
  replies: { 201: TransitionResult, 200: TransitionResult },
});

export const createFlowRunInput = operation({
  id: "createFlowRunInput",
  method: "post",
  path: "/flow_runs/{id}/input",
  summary: "Send a value to a run, under a key of its own.",
  tag,
  params: byId,
  body: FlowRunInputCreate,
  replies: { 201: z.null() },
});

export const filterFlowRunInputs = operation({
  id: "filterFlowRunInputs",
  method: "post",
  path: "/flow_runs/{id}/input/filter",
  summary: "What was sent to a run under keys that begin alike, the oldest first.",
  tag,
  params: byId,
  body: FlowRunInputFilter,
  replies: { 200: z.array(FlowRunInput) },
});

const byKey = z.object({ id: Id, key: InputKey });

export const readFlowRunInput = operation({
  id: "readFlowRunInput",
  method: "get",
  path: "/flow_runs/{id}/input/{key}",
  summary: "One value that was sent to a run, as it was sent.",
  tag,
  params: byKey,
  mediaType: "text/plain",
  replies: { 200: z.string() },
});

export const deleteFlowRunInput = operation({
  id: "deleteFlowRunInput",
  method: "delete",
  path: "/flow_runs/{id}/input/{key}",
  summary: "Forget a value that was sent to a run.",
  tag,
  params: byKey,
  replies: { 204: null },
});

export const listFlowRunStates = operation({
  id: "listFlowRunStates",
  method: "get",
  path: "/flow_run_states/",
  summary: "The state history of a run, oldest first.",
  tag,
  query: z.object({ flow_run_id: Id }),
  replies: { 200: z.array(State) },
});

export const readFlowRunState = operation({
  id: "readFlowRunState",
  method: "get",
  path: "/flow_run_states/{id}",
  summary: "One state of a flow run.",
  tag,
  params: byId,
  replies: { 200: State },
});
