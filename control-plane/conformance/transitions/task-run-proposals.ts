import { inSeconds, type StateBody } from "./state-body.js";

/** Cache keys that hold a completed state, one that has expired, and one never seen, on the server that the table is played on. */
export interface CacheKeys {
  cached: string;
  expired: string;
  unseen: string;
}

/** Every state type proposed bare, and the variants of it that some rule tells apart. */
export function taskRunProposals(keys: CacheKeys): Record<string, StateBody> {
  return {
    SCHEDULED: { type: "SCHEDULED" },
    PENDING: { type: "PENDING" },
    RUNNING: { type: "RUNNING" },
    COMPLETED: { type: "COMPLETED" },
    FAILED: { type: "FAILED", message: "it broke" },
    CANCELLED: { type: "CANCELLED" },
    CRASHED: { type: "CRASHED" },
    PAUSED: { type: "PAUSED" },
    CANCELLING: { type: "CANCELLING" },
    "SCHEDULED in an hour": { type: "SCHEDULED", state_details: { scheduled_time: inSeconds(3600) } },
    "PENDING until an hour from now": { type: "PENDING", state_details: { scheduled_time: inSeconds(3600) } },
    "RUNNING, result cached": { type: "RUNNING", state_details: { cache_key: keys.cached } },
    "RUNNING, result cached, refresh": {
      type: "RUNNING",
      state_details: { cache_key: keys.cached, refresh_cache: true },
    },
    "RUNNING, cached result expired": { type: "RUNNING", state_details: { cache_key: keys.expired } },
    "RUNNING, cache key unseen": { type: "RUNNING", state_details: { cache_key: keys.unseen } },
    "COMPLETED, cache key too long": { type: "COMPLETED", state_details: { cache_key: "k".repeat(2001) } },
    "FAILED, not retriable": { type: "FAILED", message: "it broke", state_details: { retriable: false } },
    "PENDING, deferred": { type: "PENDING", state_details: { deferred: true } },
    "RUNNING, deferred": { type: "RUNNING", state_details: { deferred: true } },
    "FAILED, deferred": { type: "FAILED", state_details: { deferred: true } },
  };
}
