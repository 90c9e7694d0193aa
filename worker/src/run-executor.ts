import { type Job, type JobProgram, type Runtime, StartRefused } from "@kedge/work-pools/runtimes";
import { uuidv7 } from "kedge/contract";
import type { Attempt } from "./attempt.js";
import { decideReport, decideUnasked, type Outcome } from "./final-report.js";
import { insist } from "./insist.js";
import { runMissedHooks } from "./missed-hooks.js";
import type { Plane, RunPlane } from "./plane.js";
import { noteFailure, superviseJob, type SupervisionOptions } from "./supervise-job.js";

export interface RunExecutorOptions extends Omit<SupervisionOptions, "loggerName"> {
  readonly plane: Plane;
  readonly runtime: Runtime;
  /** What a started program is told about the plane. */
  readonly connection: Job["plane"];
  readonly workerName: string;
}

/**
 * Carries a claimed run from its claim to its end: start, supervise, decide, report, and run the hooks that nobody else
 * will. Never rejects.
 */
export async function executeRun(attempt: Attempt, options: RunExecutorOptions): Promise<void> {
  const plane = options.plane.forRun(attempt.id, attempt.fence);
  const { name } = attempt.run.flow_run;
  options.log.info(`Starting run ${name}`, { flow_run_id: attempt.id, attempt: attempt.run.attempt });
  try {
    const outcome = await carryOut(attempt, plane, options);
    const { ending, isOurs } = await report(attempt, plane, outcome, options);
    options.log.info(`Run ${name} has ended: ${ending}`, { flow_run_id: attempt.id });
    if (isOurs) await runMissedHooks(jobOf(attempt, "hooks", options), attempt, plane, options);
  } catch (error) {
    // Its lease runs out without us, and the plane then says itself what became of the run.
    noteFailure(`The end of run ${name} could not be reported`, error, attempt, options.log);
  }
}

async function carryOut(attempt: Attempt, plane: RunPlane, options: RunExecutorOptions): Promise<Outcome> {
  const { runtime, gracePeriodMs } = options;
  const started = attempt.stopped.aborted
    ? new StartRefused("The run was stopped before its job was started.")
    : await runtime.start(jobOf(attempt, "run", options)).catch((error: unknown) => asRefusal(error));
  if (started instanceof StartRefused) {
    const { stopReason } = attempt;
    return { end: { kind: "refused", refusal: started }, stopReason, killed: false, gracePeriodMs, lastErrors: [] };
  }
  return superviseJob(started, attempt, plane, { ...options, loggerName: `kedge.worker.${runtime.type}` });
}

function jobOf({ run, fence, id }: Attempt, program: JobProgram, { workerName, connection }: RunExecutorOptions): Job {
  return {
    identity: { flowRunId: id, attempt: run.attempt, program, fence, worker: workerName },
    code: { entrypoint: run.entrypoint, path: run.path, pullSteps: run.pull_steps },
    configuration: run.job_configuration,
    plane: connection,
  };
}

/** Anything else than a refusal is a fault of the runtime; the run has not started either way. */
function asRefusal(error: unknown): StartRefused {
  return error instanceof StartRefused ? error : new StartRefused(`The runtime failed: ${String(error)}`);
}

interface Reported {
  /** The state that the run is left in, in words. */
  readonly ending: string;
  /**
   * Whether that state is the one proposed here. Hooks have one owner, whoever reported the final state: an engine that
   * could still report runs them itself, and when it could not, the report and with it the hooks are the worker's.
   */
  readonly isOurs: boolean;
}

/** A run changes rarely between two requests; more than this it is somebody else who speaks for it. */
const MOST_TRIES = 3;

/** Says what the plane cannot know by itself. */
async function report(
  attempt: Attempt,
  plane: RunPlane,
  outcome: Outcome,
  options: RunExecutorOptions,
): Promise<Reported> {
  if (attempt.lost.aborted) return { ending: "taken away, nothing reported", isOurs: false };
  const patience = { ...options, signal: AbortSignal.any([attempt.lost, options.stopNow]) };
  // What the run itself has said stands above whatever is said for it.
  await plane.collect?.(patience.signal);
  for (let tries = 1; ; tries += 1) {
    const run = await insist(() => plane.readRun(), patience).catch((error: unknown) =>
      leaveWord(attempt, plane, outcome).then(() => Promise.reject(error)),
    );
    const proposed = decideReport({ ...outcome, stopReason: attempt.stopReason }, run);
    if (proposed === null) return { ending: run.state?.name ?? "without a state", isOurs: false };
    // One id for all tries: when an answer is lost, the next one still tells that the state is ours.
    const proposal = { ...proposed, state_details: { transition_id: uuidv7() } };
    if (await insist(() => plane.proposeState(proposal, patience.signal), patience)) {
      return { ending: `${proposed.type}. ${proposed.message}`, isOurs: true };
    }
    // The run has changed since it was read: a cancel that came in between has to be ended, and nobody else would.
    if (tries === MOST_TRIES) return { ending: "in other hands", isOurs: false };
  }
}

/** The worker ends while the plane is away: what is beyond doubt is left for the next one to deliver. */
async function leaveWord(attempt: Attempt, plane: RunPlane, outcome: Outcome): Promise<void> {
  if (attempt.lost.aborted) return;
  const state = decideUnasked({ ...outcome, stopReason: attempt.stopReason });
  if (state !== null) await plane.leaveWord?.({ ...state, state_details: { transition_id: uuidv7() } });
}
