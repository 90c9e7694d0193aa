import { ClaimBlocker } from "kedge/contract";
import type { WaitingRow } from "../db/queries/preview-claims.js";
import { pickRuns } from "./pick-runs.js";

type Waiting = Pick<
  WaitingRow,
  | "flow_run_id"
  | "work_queue_id"
  | "concurrency_limit_id"
  | "pool_room"
  | "queue_room"
  | "limit_room"
  | "is_due"
  | "is_pool_paused"
  | "is_queue_paused"
>;

/** What keeps each waiting run from being claimed next, by the claim's own choice; null for those it would take. */
export function blockersOf(waiting: readonly Waiting[]): (ClaimBlocker | null)[] {
  const open = waiting.filter((run) => run.is_due && !run.is_pool_paused && !run.is_queue_paused);
  const picked = new Set(pickRuns(open, Infinity).map((run) => run.flow_run_id));
  const taken = open.filter((run) => picked.has(run.flow_run_id));
  return waiting.map((run) => {
    if (run.is_pool_paused) return ClaimBlocker.POOL_PAUSED;
    if (run.is_queue_paused) return ClaimBlocker.QUEUE_PAUSED;
    if (!run.is_due) return ClaimBlocker.NOT_YET_DUE;
    if (picked.has(run.flow_run_id)) return null;
    return fullLimitOf(run, taken);
  });
}

/** The narrowest limit first: it is the one to look at. */
function fullLimitOf(run: Waiting, taken: readonly Waiting[]): ClaimBlocker {
  const ofLimit = taken.filter((other) => other.concurrency_limit_id === run.concurrency_limit_id).length;
  if (run.concurrency_limit_id !== null && ofLimit >= (run.limit_room ?? Infinity))
    return ClaimBlocker.CONCURRENCY_LIMIT;
  const ofQueue = taken.filter((other) => other.work_queue_id === run.work_queue_id).length;
  return ofQueue >= (run.queue_room ?? Infinity) ? ClaimBlocker.QUEUE_LIMIT : ClaimBlocker.POOL_LIMIT;
}
