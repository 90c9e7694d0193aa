import { compose } from "../compose.js";
import { beginRunning } from "./steps/begin-running.js";
import { bindParameters } from "./steps/bind-parameters.js";
import { callFunction } from "./steps/call-function.js";
import { closeAttempt } from "./steps/close-attempt.js";
import { drainRuns } from "./steps/drain-runs.js";
import { finalHooks } from "./steps/final-hooks.js";
import { flushReports } from "./steps/flush-reports.js";
import { limitTime } from "./steps/limit-time.js";
import { nameRun } from "./steps/name-run.js";
import { persistResult } from "./steps/persist-result.js";
import { reportCrash } from "./steps/report-crash.js";
import { retryAsTold } from "./steps/retry-as-told.js";

/**
 * The life of a flow run that exists on the plane, outermost step first. What stands below `retryAsTold` happens once an
 * attempt.
 */
export const carryOut = compose(
  flushReports,
  reportCrash,
  finalHooks,
  retryAsTold,
  bindParameters,
  nameRun,
  beginRunning,
  persistResult,
  closeAttempt,
  limitTime,
  drainRuns,
  callFunction,
);
