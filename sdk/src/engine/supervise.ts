import { readFlowRun, StateType } from "../contract/index.js";
import { CancelledRun, CrashedRun, type State, SuspendedRun } from "../states/index.js";
import type { FlowRun } from "./flow/flow-run.js";
import { describeError } from "./failed-by.js";
import { lastGasp } from "./last-gasp.js";

/** How long a dying process may take to report its runs. */
const REPORT_SECONDS = 10;
/** How long the plane may take to say whether a signal means that the run is cancelled or suspended. */
const ASK_SECONDS = 3;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
type Signal = (typeof SIGNALS)[number];

/** The top-level runs of this process, each with the promise of its end. */
const active = new Map<FlowRun, Promise<unknown>>();
/** While the process is being ended: resolves if it goes on after all, because the program wants it to. */
let ending: Promise<void> | undefined;

/**
 * Carries out a top-level run while watching for what ends the process: a signal or an uncaught exception stops its runs,
 * and the process ends the way it would have, once they are reported. Nothing is watched while nothing runs.
 */
export async function supervised(run: FlowRun, carryOut: () => Promise<State>): Promise<State> {
  if (active.size === 0) startWatching();
  const finished = carryOut();
  active.set(
    run,
    finished.catch(() => undefined),
  );
  try {
    return await finished;
  } finally {
    // The signal decides how the process ends, not the code after a run that the signal ended.
    if (ending !== undefined) await ending;
    active.delete(run);
    if (active.size === 0) stopWatching();
  }
}

function startWatching(): void {
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on("uncaughtException", onUncaught);
  process.on("exit", onExit);
}

function stopWatching(): void {
  for (const signal of SIGNALS) process.off(signal, onSignal);
  process.off("uncaughtException", onUncaught);
  process.off("exit", onExit);
}

function onSignal(signal: Signal): void {
  // Asked a second time, while its runs are being reported: at once, then.
  if (ending !== undefined) return dieOf(signal);
  ending = endBy(signal).finally(() => {
    ending = undefined;
  });
}

async function endBy(signal: Signal): Promise<void> {
  // A program with a handler of its own decides itself what the signal means, short of a run that the plane wants stopped.
  const othersDecide = process.listenerCount(signal) > 1;
  await stopAll(async (run) => {
    const asked = await whatIsAskedOf(run);
    if (asked !== undefined) return asked;
    if (othersDecide) return undefined;
    return new CrashedRun(`The process was ended by ${signal} while the run was active.`);
  });
  if (othersDecide) return;
  dieOf(signal);
}

/** As if nobody had listened: whoever sent the signal sees that it worked. */
function dieOf(signal: Signal): void {
  stopWatching();
  process.kill(process.pid, signal);
}

function onUncaught(error: Error): void {
  // Somebody else's handler keeps the process, and so its runs, alive.
  if (process.listenerCount("uncaughtException") > 1) return;
  process.stderr.write(`${error.stack ?? String(error)}\n`);
  const reason = new CrashedRun(`The process ended by an uncaught exception: ${describeError(error)}`);
  ending ??= endWith(reason);
}

async function endWith(reason: Error): Promise<void> {
  await stopAll(() => Promise.resolve(reason));
  process.exit(1);
}

/** `process.exit()` in user code: nothing can be awaited any more. A worker sees its process end, and reports for it. */
function onExit(code: number): void {
  if (ending !== undefined) return;
  for (const run of active.keys()) {
    if (run.session.settings.fence !== undefined) run.session.outbox?.leave();
    else lastGasp(run, `The process exited with code ${code} while the run was active.`);
  }
}

/** Stops the runs that `reasonFor` gives a reason for, and waits for their reports. */
async function stopAll(reasonFor: (run: FlowRun) => Promise<Error | undefined>): Promise<void> {
  const reported = Promise.all(
    [...active].map(async ([run, finished]) => {
      const reason = await reasonFor(run);
      if (reason === undefined) return;
      run.stop(reason);
      await finished;
    }),
  );
  await Promise.race([reported, new Promise((resolve) => setTimeout(resolve, REPORT_SECONDS * 1000).unref())]);
}

async function whatIsAskedOf(run: FlowRun): Promise<Error | undefined> {
  try {
    const { state } = await run.session.client.call(readFlowRun, {
      params: { id: run.id },
      signal: AbortSignal.timeout(ASK_SECONDS * 1000),
    });
    if (state?.type === StateType.CANCELLING || state?.type === StateType.CANCELLED) {
      return new CancelledRun("The run was cancelled.");
    }
    const isSuspended = state?.type === StateType.PAUSED && state.state_details.pause_reschedule === true;
    return isSuspended ? new SuspendedRun("The run was suspended.") : undefined;
  } catch {
    // Nobody to ask: a signal without a known intent is a crash.
    return undefined;
  }
}
