import type { JobHandle, StopIntent } from "@kedge/work-pools/runtimes";
import { isOutage } from "kedge/client";
import type { Attempt, StopReason } from "./attempt.js";
import type { Clock } from "./clock.js";
import type { Outcome } from "./final-report.js";
import { insist } from "./insist.js";
import type { WorkerLog } from "./log.js";
import { LogStreamer } from "./log-streamer.js";
import { streamOutput } from "./output-to-logs.js";
import { isStaleFence, messageOf, type RunPlane } from "./plane.js";

export interface SupervisionOptions {
  /** Names the logger of the job's output. */
  readonly loggerName: string;
  readonly gracePeriodMs: number;
  readonly killGracePeriodMs: number;
  /** Aborts when the whole worker has to end now: grace periods become short. */
  readonly stopNow: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: WorkerLog;
}

/** How long the final state waits for the last log lines: they belong before it, but it matters more. */
const LOGS_STORED_WITHIN_MS = 10_000;

/** Accompanies a started job to its end: stores its id and its output, and stops it when the attempt has to stop. */
export async function superviseJob(
  handle: JobHandle,
  attempt: Attempt,
  plane: RunPlane,
  options: SupervisionOptions,
): Promise<Outcome> {
  const ended = new AbortController();
  const logs = logsOf(attempt, plane, options);
  const announcing = announce(handle, attempt, plane, ended.signal, options);
  const stopping = stopWhenAsked(handle, attempt, ended.signal, options);
  const streaming = streamOutput(handle.output, logs, attempt.run.job_configuration["stream_output"] !== false);

  const end = await handle.ended;
  ended.abort();
  const [lastErrors, killed] = await Promise.all([streaming, stopping, announcing]);
  await logs.close(LOGS_STORED_WITHIN_MS);
  return { end, stopReason: attempt.stopReason, killed, gracePeriodMs: options.gracePeriodMs, lastErrors };
}

/** The log lines of what a job writes, stored in order; let go when the run is lost. */
export function logsOf(attempt: Attempt, plane: RunPlane, options: SupervisionOptions): LogStreamer {
  const logs = new LogStreamer({
    send: (lines, signal) =>
      plane.writeLogs(
        lines.map((line) => ({ ...line, name: options.loggerName, flow_run_id: attempt.id })),
        signal,
      ),
    isOutage,
    onFailure: (error) => noteFailure("Log lines of the run were not stored", error, attempt, options.log),
    clock: options.clock,
  });
  attempt.lost.addEventListener("abort", () => logs.abandon());
  return logs;
}

async function announce(
  handle: JobHandle,
  attempt: Attempt,
  plane: RunPlane,
  ended: AbortSignal,
  options: SupervisionOptions,
): Promise<void> {
  const signal = AbortSignal.any([ended, attempt.lost]);
  try {
    await insist(() => plane.setInfrastructurePid(handle.id), { ...options, signal });
  } catch (error) {
    // Only people read it: a run without it is as good.
    noteFailure("The run's process id was not stored", error, attempt, options.log);
  }
}

/** Interrupts the job, gives it its grace period and kills what is left; resolves whether the job itself had to be killed. */
async function stopWhenAsked(
  handle: JobHandle,
  attempt: Attempt,
  ended: AbortSignal,
  { clock, stopNow, gracePeriodMs, killGracePeriodMs }: SupervisionOptions,
): Promise<boolean> {
  const over = AbortSignal.any([ended, attempt.expired]);
  await aborted(AbortSignal.any([ended, attempt.stopped]));
  if (!over.aborted) {
    await handle.interrupt(intentOf(attempt.stopReason));
    await clock.wait(gracePeriodMs, AbortSignal.any([over, stopNow]));
    if (stopNow.aborted) await clock.wait(killGracePeriodMs, over);
  }
  const hadToBeKilled = !ended.aborted;
  // Even after it ended by itself: what it started and left running has to stop as well.
  if (attempt.stopped.aborted) await handle.kill();
  return hadToBeKilled;
}

function intentOf(reason: StopReason | undefined): StopIntent {
  if (reason === "cancelled") return "cancel";
  return reason === "suspended" ? "suspend" : "stop";
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** A stale fence says that the run is in other hands: the job here has to go. */
export function noteFailure(what: string, error: unknown, attempt: Attempt, log: WorkerLog): void {
  if (isStaleFence(error)) attempt.stop("lost");
  log.warn(what, { flow_run_id: attempt.id, error: messageOf(error) });
}
