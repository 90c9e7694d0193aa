import { compose } from "../compose.js";
import { awaitTurn } from "./steps/await-turn.js";
import { beginRunning } from "./steps/begin-running.js";
import { callFunction } from "./steps/call-function.js";
import { finish } from "./steps/finish.js";
import { limitTime } from "./steps/limit-time.js";
import { nameRun } from "./steps/name-run.js";
import { persistResult } from "./steps/persist-result.js";
import { recordPending } from "./steps/record-pending.js";
import { replay } from "./steps/replay.js";
import { resolveInputs } from "./steps/resolve-inputs.js";
import { retry } from "./steps/retry.js";
import { takeSlots } from "./steps/take-slots.js";
import { useCache } from "./steps/use-cache.js";

/** The life of a task run, outermost step first. Resolves with its last state; never rejects for what the task does. */
export const runTask = compose(
  recordPending,
  resolveInputs,
  finish,
  nameRun,
  replay,
  awaitTurn,
  takeSlots,
  beginRunning,
  persistResult,
  useCache,
  retry,
  limitTime,
  callFunction,
);
