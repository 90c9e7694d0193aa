import { isTerminal, microsOf, type StateType } from "kedge/contract";
import type { CommittedFlowRun } from "../db/queries/commit-flow-run-states.js";
import type { FlowRunRow } from "../db/rows/flow-run-row.js";

/**
 * What dispatch wants to hear of at once. A notice says where to look, never what is there: losing one costs the time
 * until the next sweep, and one too many costs a look.
 */
export type WorkNotice =
  /** A run of the pool is due, or will be in that many milliseconds; null: of any pool. */
  | { readonly kind: "due"; readonly poolId: string | null; readonly inMs: number }
  /** A slot, a limit or a pause may have freed runs of the pool; null: of any pool. */
  | { readonly kind: "freed"; readonly poolId: string | null }
  /** Whoever has the run in hand under another fence has lost it; under this one it has to stop if there is a reason. */
  | { readonly kind: "stop"; readonly runId: string; readonly fence: string; readonly reason: StopReason | null };

type StopReason = "cancelled" | "suspended";

export function noticeOfCreated(run: FlowRunRow): WorkNotice | null {
  if (run.state_type !== "SCHEDULED" || run.work_pool_id === null || run.next_scheduled_start_time === null)
    return null;
  // Both instants are the database's, so no server's clock is in it.
  return due(run.work_pool_id, run.next_scheduled_start_time, run.created);
}

export function noticesOfCommitted(run: CommittedFlowRun): WorkNotice[] {
  const { state_type: type, work_pool_id: poolId } = run;
  const notices: WorkNotice[] = [];
  // Deployments of other pools may share the limit.
  if (run.freed_limit_id !== null) notices.push({ kind: "freed", poolId: null });
  if (type === null || poolId === null) return notices;
  if (type === "SCHEDULED") {
    const scheduled = (run.state_details as { scheduled_time?: string } | null)?.scheduled_time;
    notices.push(due(poolId, scheduled ?? run.now, run.now));
  }
  const held = run.previous_state_type !== null && run.previous_state_type !== "SCHEDULED";
  if (
    held &&
    run.freed_limit_id === null &&
    (isTerminal(type as StateType) || type === "SCHEDULED" || type === "PAUSED")
  )
    notices.push({ kind: "freed", poolId });
  const reason = stopReason(run);
  // A run that is reaped or goes back to the queue has a new fence, unless its own process makes the retry.
  if (reason || (held && (type === "SCHEDULED" || type === "CRASHED"))) {
    notices.push({ kind: "stop", runId: run.id, fence: run.fence, reason });
  }
  return notices;
}

function stopReason({ state_type: type, state_details: details }: CommittedFlowRun): StopReason | null {
  if (type === "CANCELLING" || type === "CANCELLED") return "cancelled";
  const isSuspended = type === "PAUSED" && (details as { pause_reschedule?: boolean } | null)?.pause_reschedule;
  return isSuspended ? "suspended" : null;
}

function due(poolId: string, at: string, now: string): WorkNotice {
  return { kind: "due", poolId, inMs: Math.max(0, (microsOf(at) - microsOf(now)) / 1000) };
}
