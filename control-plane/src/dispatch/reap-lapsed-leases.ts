import type { StateType } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { selectLapsedLeases, type LapsedLease } from "../db/queries/select-lapsed-leases.js";
import { isNotFound, PlaneError } from "../errors.js";
import type { FlowRunTransitions } from "../orchestration/flow-run-transitions.js";
import type { ProposedState } from "../orchestration/transition.js";

/** What reaping works on. */
export interface ReaperParts {
  readonly sql: Sql;
  readonly flowRunTransitions: FlowRunTransitions;
}

export interface ReapReport {
  readonly lapsed: number;
  /** Attempts that were ended; their runs with them, unless the deployment has lost ones started anew. */
  readonly ended: number;
}

/**
 * Ends the runs whose worker has stopped renewing. The lapsed lease's own fence goes with the proposal, and the commit
 * raises it: a run that was meanwhile claimed anew is left alone, and the silent worker, should it come back, can no
 * longer write. The slot was free from the instant of the lapse; what is done here is telling people.
 */
export async function reapLapsedLeases(parts: ReaperParts, limit = 200): Promise<ReapReport> {
  const leases = await selectLapsedLeases(parts.sql, { limit });
  const outcomes = await Promise.all(leases.map((lease) => endAttempt(parts.flowRunTransitions, lease)));
  return { lapsed: leases.length, ended: outcomes.filter(Boolean).length };
}

async function endAttempt(transitions: FlowRunTransitions, lease: LapsedLease): Promise<boolean> {
  try {
    const { isNew } = await transitions.propose({
      workspaceId: lease.workspace_id,
      runId: lease.flow_run_id,
      state: endOf(lease),
      force: false,
      fence: lease.fence,
      endsAttempt: true,
    });
    return isNew;
  } catch (error) {
    // Claimed anew or deleted between the look and the proposal: somebody else has settled it.
    if (isNotFound(error) || (error instanceof PlaneError && error.code === "STALE_FENCE")) return false;
    throw error;
  }
}

/** A run that was being cancelled has what was asked for: nobody works on it any more. */
export function endOf({
  state_type,
  worker_name,
  expired_at,
}: Pick<LapsedLease, "state_type" | "worker_name" | "expired_at">): ProposedState {
  const type: StateType = state_type === "CANCELLING" ? "CANCELLED" : "CRASHED";
  return {
    type,
    name: type === "CANCELLED" ? "Cancelled" : "Crashed",
    message:
      worker_name === null
        ? `Nothing was heard of the process that carried out the run: its lease ended at ${expired_at} without a renewal or a heartbeat.`
        : `Worker ${worker_name} stopped renewing its lease, which ended at ${expired_at}.`,
    data: null,
    details: {},
  };
}
