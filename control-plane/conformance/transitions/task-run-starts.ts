import { inSeconds, type StateBody } from "./state-body.js";

/** A task run as a transition finds it. */
export interface TaskRunStart {
  state: StateBody | null;
  empirical_policy?: Record<string, unknown>;
  /** Set after creation, forced, one after the other. */
  next?: readonly StateBody[];
}

const PERSISTED = { type: "reference", storage_key: "some/key", storage_block_id: null, expiration: null };
const RUNNING: StateBody = { type: "RUNNING" };
const AWAITING_RETRY: StateBody = { type: "SCHEDULED", name: "AwaitingRetry" };

/** Every state type, and the variants of it that some rule tells apart. */
export function taskRunStarts(): Record<string, TaskRunStart> {
  return {
    none: { state: null },
    scheduled: { state: { type: "SCHEDULED" } },
    "scheduled in an hour": { state: { type: "SCHEDULED", state_details: { scheduled_time: inSeconds(3600) } } },
    "awaiting its first retry": { state: RUNNING, next: [AWAITING_RETRY] },
    pending: { state: { type: "PENDING" } },
    "pending until an hour from now": {
      state: { type: "PENDING", state_details: { scheduled_time: inSeconds(3600) } },
    },
    "pending after a run": { state: RUNNING, next: [{ type: "PENDING" }] },
    running: { state: RUNNING },
    "running with a retry left": { state: RUNNING, empirical_policy: { retries: 1, retry_delay: 30 } },
    "running with a retry left, delays listed": {
      state: RUNNING,
      empirical_policy: { retries: 3, retry_delay: [10, 20] },
    },
    "running a third time, delays listed": {
      state: RUNNING,
      empirical_policy: { retries: 3, retry_delay: [10, 20] },
      next: [AWAITING_RETRY, RUNNING, AWAITING_RETRY, RUNNING],
    },
    "running with its retries spent": {
      state: RUNNING,
      empirical_policy: { retries: 1, retry_delay: 30 },
      next: [AWAITING_RETRY, RUNNING],
    },
    paused: { state: { type: "PAUSED" } },
    cancelling: { state: { type: "CANCELLING" } },
    completed: { state: { type: "COMPLETED" } },
    "completed after a run": { state: RUNNING, next: [{ type: "COMPLETED" }] },
    "completed, result persisted": { state: RUNNING, next: [{ type: "COMPLETED", data: PERSISTED }] },
    "completed, result not persisted": { state: RUNNING, next: [{ type: "COMPLETED", data: { type: "unpersisted" } }] },
    failed: { state: { type: "FAILED" } },
    "failed after a run": { state: RUNNING, next: [{ type: "FAILED" }] },
    cancelled: { state: { type: "CANCELLED" } },
    crashed: { state: { type: "CRASHED" } },
  };
}
