import { type Job, type JobHandle, type Runtime, StartRefused } from "@kedge/work-pools/runtimes";
import { LogLevel } from "kedge/contract";
import type { Attempt } from "./attempt.js";
import type { LogStreamer } from "./log-streamer.js";
import { streamOutput } from "./output-to-logs.js";
import { messageOf, type RunPlane } from "./plane.js";
import { logsOf, type SupervisionOptions } from "./supervise-job.js";

export interface MissedHooksOptions extends Omit<SupervisionOptions, "loggerName"> {
  readonly runtime: Runtime;
}

/** Hooks page somebody or clean up behind a run; they hold a slot of the worker while they do. */
const TIME_LIMIT_MS = 60_000;
const LOGS_STORED_WITHIN_MS = 10_000;

/**
 * Starts the job that runs the hooks of a run which ended without running them, and waits for its end: a minute at most,
 * and no longer than the worker lives. Never rejects: the run is over and reported, whatever comes of its hooks.
 */
export async function runMissedHooks(
  job: Job,
  attempt: Attempt,
  plane: RunPlane,
  options: MissedHooksOptions,
): Promise<void> {
  if (options.stopNow.aborted) return;
  try {
    const handle = await options.runtime.start(job);
    await accompany(handle, attempt, plane, options);
  } catch (error) {
    const reason = error instanceof StartRefused ? error.explain() : messageOf(error);
    options.log.info(`The hooks of run ${attempt.run.flow_run.name} were not run: ${reason}`, {
      flow_run_id: attempt.id,
    });
  }
}

async function accompany(
  handle: JobHandle,
  attempt: Attempt,
  plane: RunPlane,
  options: MissedHooksOptions,
): Promise<void> {
  const logs = logsOf(attempt, plane, { ...options, loggerName: `kedge.worker.${options.runtime.type}` });
  const ended = new AbortController();
  const limiting = killWhenOverdue(handle, logs, ended.signal, options);
  const streaming = streamOutput(handle.output, logs, attempt.run.job_configuration["stream_output"] !== false);
  await handle.ended;
  ended.abort();
  await Promise.all([streaming, limiting]);
  await logs.close(LOGS_STORED_WITHIN_MS);
}

async function killWhenOverdue(
  handle: JobHandle,
  logs: LogStreamer,
  ended: AbortSignal,
  { clock, stopNow }: MissedHooksOptions,
): Promise<void> {
  await clock.wait(TIME_LIMIT_MS, AbortSignal.any([ended, stopNow]));
  if (ended.aborted) return;
  const cause = stopNow.aborted ? "the worker was stopped" : `they had not finished within ${TIME_LIMIT_MS / 1000} s`;
  await logs.push(LogLevel.WARNING, `The run's hooks were stopped: ${cause}.`);
  await handle.kill();
}
