import type { Route } from "../../http/route.js";
import { bulkDeleteFlowRuns } from "./bulk-delete-flow-runs.js";
import { bulkSetFlowRunState } from "./bulk-set-flow-run-state.js";
import { countFlowRuns } from "./count-flow-runs.js";
import { createFlowRunInput } from "./create-flow-run-input.js";
import { createFlowRun } from "./create-flow-run.js";
import { deleteFlowRunInput } from "./delete-flow-run-input.js";
import { deleteFlowRun } from "./delete-flow-run.js";
import { downloadFlowRunLogs } from "./download-flow-run-logs.js";
import { filterFlowRunInputs } from "./filter-flow-run-inputs.js";
import { filterFlowRuns } from "./filter-flow-runs.js";
import { keepFlowRuns } from "./keep-flow-runs.js";
import { paginateFlowRuns } from "./paginate-flow-runs.js";
import { readFlowRunHistory } from "./read-flow-run-history.js";
import { readFlowRunInput } from "./read-flow-run-input.js";
import { readFlowRun } from "./read-flow-run.js";
import { readWhyFlowRunWaits } from "./read-why-flow-run-waits.js";
import { resumeFlowRun } from "./resume-flow-run.js";
import { setFlowRunState } from "./set-flow-run-state.js";
import { updateFlowRunLabels } from "./update-flow-run-labels.js";
import { updateFlowRun } from "./update-flow-run.js";

export const flowRunRoutes: readonly Route[] = [
  createFlowRun,
  setFlowRunState,
  bulkSetFlowRunState,
  keepFlowRuns,
  resumeFlowRun,
  createFlowRunInput,
  filterFlowRunInputs,
  readFlowRunInput,
  deleteFlowRunInput,
  readFlowRun,
  readWhyFlowRunWaits,
  updateFlowRun,
  updateFlowRunLabels,
  deleteFlowRun,
  bulkDeleteFlowRuns,
  filterFlowRuns,
  paginateFlowRuns,
  countFlowRuns,
  readFlowRunHistory,
  downloadFlowRunLogs,
];
