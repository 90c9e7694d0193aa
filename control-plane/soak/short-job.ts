import { setTimeout as wait } from "node:timers/promises";
import type { Job, JobEnd } from "@kedge/work-pools/runtimes";
import { createClient } from "kedge/client";
import { fenceHeader, formatMicros, setFlowRunState, uuidv7, type ReportInput } from "kedge/contract";
import type { Outbox } from "kedge/outbox";
import { line, LINES_OF_A_JOB } from "./promises.js";

export interface ShortJobOptions {
  readonly outbox: Outbox;
  /** How long it works, on average. */
  readonly jobMs: number;
  readonly signal: AbortSignal;
}

/**
 * What a run's own process says: that it begins, directly and again for as long as nobody answers; then, by way of the outbox,
 * the states of a task run, some lines and its end. Everything under its fence.
 */
export async function carryOut({ identity, plane }: Job, { outbox, jobMs, signal }: ShortJobOptions): Promise<JobEnd> {
  const { flowRunId, fence, attempt, program } = identity;
  // Of a run that was ended from outside. It has none.
  if (program === "hooks") return { kind: "exited", code: 0 };
  const owner = fenceHeader(flowRunId, fence);
  try {
    await createClient({ apiUrl: plane.apiUrl, fence }).call(setFlowRunState, {
      params: { id: flowRunId },
      body: { state: { type: "RUNNING" }, force: false },
      signal,
    });
    const began = now();
    await wait(jobMs * (0.5 + Math.random()), undefined, { signal });
    outbox.push(taskRun("COMPLETED", now()));
    for (let i = 0; i < LINES_OF_A_JOB; i++) {
      const level = 20;
      outbox.push({
        kind: "log",
        line: { name: "soak", level, message: line(attempt, i), timestamp: now(), flow_run_id: flowRunId },
      });
    }
    // States of task runs cross on their way: this one may meet a plane that has the newer one already.
    if (Math.random() < 0.3) await outbox.flush();
    signal.throwIfAborted();
    outbox.push(taskRun("RUNNING", began));
    const state = { type: "COMPLETED" as const, state_details: { transition_id: uuidv7() } };
    const end: ReportInput = { kind: "flow_run_state", flow_run_id: flowRunId, timestamp: now(), state, fence: owner };
    await Promise.race([outbox.propose(end, true).answer, aborted(signal)]);
    signal.throwIfAborted();
    return { kind: "exited", code: 0 };
  } catch {
    // Killed, or told that the attempt is over: either way the job has ended without a word of its own.
    return { kind: "signalled", signal: "SIGKILL" };
  }

  function taskRun(type: "RUNNING" | "COMPLETED", timestamp: string): ReportInput {
    const task_run = { id: uuidv7(), flow_run_id: flowRunId, task_key: "t", dynamic_key: "0", name: "t-0" };
    return { kind: "task_run", record: { task_run, state: { id: uuidv7(), type, timestamp } }, fence: owner };
  }
}

function now(): string {
  return formatMicros(Date.now() * 1000);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
