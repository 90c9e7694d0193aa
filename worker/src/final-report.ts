import type { JobEnd, StartRefused } from "@kedge/work-pools/runtimes";
import { isTerminal } from "kedge/contract";
import type { StopReason } from "./attempt.js";
import { describeEnd } from "./exit-status.js";
import type { ProposedState, RunNow } from "./plane.js";

/** What the worker knows when a job is over. */
export interface Outcome {
  readonly end: JobEnd | { readonly kind: "refused"; readonly refusal: StartRefused };
  readonly stopReason: StopReason | undefined;
  /** Whether it had to be killed after the grace period. */
  readonly killed: boolean;
  readonly gracePeriodMs: number;
  /** The last lines of its error output. */
  readonly lastErrors: readonly string[];
}

/**
 * The state to propose for a run whose job is over, or null when nothing is left to say. What the run reported itself
 * stands above any evidence; evidence only speaks where the run did not.
 */
export function decideReport(outcome: Outcome, run: RunNow): ProposedState | null {
  const { state } = run;
  if (outcome.stopReason === "lost") return null;
  if (isTerminal(state?.type)) return null;
  if (state?.type === "CANCELLING" || outcome.stopReason === "cancelled") return cancelled(outcome);
  if (hasHandedOver(run)) return null;
  return { type: "CRASHED", message: crashMessage(outcome) };
}

/**
 * The same for a worker that ends before the plane can tell what the run is: a process that ended in order may have suspended
 * its run, or left it to others, so only a disorderly end is told. The rules keep it from following an end.
 */
export function decideUnasked(outcome: Outcome): ProposedState | null {
  const { end, stopReason } = outcome;
  if (stopReason === "lost" || stopReason === "suspended" || (end.kind === "exited" && end.code === 0)) return null;
  if (stopReason === "cancelled") return cancelled(outcome);
  return { type: "CRASHED", message: crashMessage(outcome) };
}

/**
 * Suspended or waiting to be started again: the job has ended because the run goes on later, in another one. A retry that
 * the ended process was to make itself is nobody's now, and would never come.
 */
function hasHandedOver({ state, retriesInProcess }: RunNow): boolean {
  if (state?.type === "SCHEDULED") return !retriesInProcess;
  return state?.type === "PAUSED" && state.state_details.pause_reschedule === true;
}

function cancelled({ end, killed, gracePeriodMs }: Outcome): ProposedState {
  if (end.kind === "refused") return { type: "CANCELLED", message: "The run was cancelled before it started." };
  const how = killed ? ` It did not stop within ${gracePeriodMs / 1000} s and was killed.` : "";
  return { type: "CANCELLED", message: `The run was cancelled.${how}` };
}

function crashMessage({ end, stopReason, lastErrors }: Outcome): string {
  if (stopReason === "lease-expired") {
    return "The worker could not reach the plane to renew the run's lease, and stopped its job before the lease ended.";
  }
  if (stopReason === "worker-stopped") return "The worker was stopped while the run was in its hands.";
  if (end.kind === "refused") return `The run could not be started. ${end.refusal.explain()}`;
  if (end.kind === "exited" && end.code === 0) {
    return "The process exited with code 0, but the run never reported how it ended.";
  }
  const errors = lastErrors.length > 0 ? `\nThe last lines of its error output:\n${lastErrors.join("\n")}` : "";
  return describeEnd(end) + errors;
}
