import { type Job, type Runtime, StartRefused } from "@kedge/work-pools/runtimes";
import type { Attempt } from "./attempt.js";
import { decideReport, type Outcome } from "./final-report.js";
import { insist } from "./insist.js";
import type { Plane, RunPlane } from "./plane.js";
import { noteFailure, superviseJob, type SupervisionOptions } from "./supervise-job.js";

export interface RunExecutorOptions extends Omit<SupervisionOptions, "loggerName"> {
  readonly plane: Plane;
  readonly runtime: Runtime;
  /** What a started program is told about the plane. */
  readonly connection: Job["plane"];
  readonly workerName: string;
}

/** Carries a claimed run from its claim to its report: start, supervise, decide, report. Never rejects. */
export async function executeRun(attempt: Attempt, options: RunExecutorOptions): Promise<void> {
  const plane = options.plane.forRun(attempt.id, attempt.fence);
  const { name } = attempt.run.flow_run;
  options.log.info(`Starting run ${name}`, { flow_run_id: attempt.id, attempt: attempt.run.attempt });
  try {
    const outcome = await carryOut(attempt, plane, options);
    const last = await report(attempt, plane, outcome, options);
    options.log.info(`Run ${name} has ended: ${last}`, { flow_run_id: attempt.id });
  } catch (error) {
    // Its lease runs out without us, and the plane then says itself what became of the run.
    noteFailure(`The end of run ${name} could not be reported`, error, attempt, options.log);
  }
}

async function carryOut(attempt: Attempt, plane: RunPlane, options: RunExecutorOptions): Promise<Outcome> {
  const { runtime, gracePeriodMs } = options;
  const started = attempt.stopped.aborted
    ? new StartRefused("The run was stopped before its job was started.")
    : await runtime.start(jobOf(attempt, options)).catch((error: unknown) => asRefusal(error));
  if (started instanceof StartRefused) {
    const { stopReason } = attempt;
    return { end: { kind: "refused", refusal: started }, stopReason, killed: false, gracePeriodMs, lastErrors: [] };
  }
  return superviseJob(started, attempt, plane, { ...options, loggerName: `kedge.worker.${runtime.type}` });
}

function jobOf({ run, fence, id }: Attempt, { workerName, connection }: RunExecutorOptions): Job {
  return {
    identity: { flowRunId: id, attempt: run.attempt, fence, worker: workerName },
    code: { entrypoint: run.entrypoint, path: run.path, pullSteps: run.pull_steps },
    configuration: run.job_configuration,
    plane: connection,
  };
}

/** Anything else than a refusal is a fault of the runtime; the run has not started either way. */
function asRefusal(error: unknown): StartRefused {
  return error instanceof StartRefused ? error : new StartRefused(`The runtime failed: ${String(error)}`);
}

/** Says what the plane cannot know by itself; resolves to the name of the state that the run is left in. */
async function report(
  attempt: Attempt,
  plane: RunPlane,
  outcome: Outcome,
  options: RunExecutorOptions,
): Promise<string> {
  if (attempt.lost.aborted) return "taken away, nothing reported";
  const patience = { ...options, signal: AbortSignal.any([attempt.lost, options.stopNow]) };
  const state = await insist(() => plane.readState(), patience);
  const proposed = decideReport({ ...outcome, stopReason: attempt.stopReason }, state);
  if (proposed === null) return state?.name ?? "without a state";
  const accepted = await insist(() => plane.proposeState(proposed), patience);
  return accepted ? `${proposed.type}. ${proposed.message}` : "in other hands";
}
