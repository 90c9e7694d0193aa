import { Cancelled, Running, type State } from "../../../states/index.js";
import { heldUp } from "../../held-up.js";
import { runHooks } from "../../hooks.js";
import { capturePrints } from "../../log-prints.js";
import { pause } from "../../pause.js";
import type { FlowRun } from "../flow-run.js";
import type { FlowStep } from "../flow-step.js";
import { propose } from "../propose.js";

const PENDING_POLL_SECONDS = 0.2;
const PAUSED_POLL_SECONDS = 10;

/** Asks to run until the plane agrees, then opens the attempt. */
export const beginRunning: FlowStep = async (run, next) => {
  const held = await heldUp(run.parent, "Flow run");
  if (held !== undefined) return held;
  const state = await askToRun(run);
  if (!state.isRunning()) return state.isCancelling() ? Cancelled({ message: "Cancelled before it started." }) : state;
  run.beginAttempt();
  if (run.scope.logPrints) capturePrints();
  run.logger.info(`Beginning flow run '${run.info.name}' for flow '${run.definition.name}'`);
  const { running } = run.definition.hooks;
  if (running.length > 0) {
    await runHooks(running, { run: run.info, state, logger: run.logger, signal: run.scope.signal });
  }
  return next();
};

async function askToRun(run: FlowRun): Promise<State> {
  for (;;) {
    const state = await propose(run, Running());
    if (run.stopSignal.aborted || state.isRunning() || state.isFinal() || state.isCancelling()) return state;
    // Scheduled for later: asking again makes the plane say how long to wait. Pending and paused: it says nothing.
    if (state.isPending()) await pause(PENDING_POLL_SECONDS, run.stopSignal);
    if (state.isPaused()) await pause(PAUSED_POLL_SECONDS, run.stopSignal);
  }
}
