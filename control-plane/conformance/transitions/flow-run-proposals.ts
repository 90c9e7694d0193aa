import { inSeconds, type StateBody } from "./state-body.js";

const PERSISTED = { type: "reference", storage_key: "another/key", storage_block_id: null, expiration: null };

/** Every state type proposed bare, and the variants of it that some rule tells apart. */
export function flowRunProposals(): Record<string, StateBody> {
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
    "SCHEDULED/Late": { type: "SCHEDULED", name: "Late" },
    "SCHEDULED/AwaitingRetry": { type: "SCHEDULED", name: "AwaitingRetry" },
    "PENDING/Submitting": { type: "PENDING", name: "Submitting" },
    "PENDING/InfrastructurePending": { type: "PENDING", name: "InfrastructurePending" },
    "RUNNING/Retrying": { type: "RUNNING", name: "Retrying" },
    "RUNNING with the same transition id": {
      type: "RUNNING",
      state_details: { transition_id: "11111111-1111-4111-8111-111111111111" },
    },
    "COMPLETED, result persisted": { type: "COMPLETED", data: PERSISTED },
    "COMPLETED, result not persisted": { type: "COMPLETED", data: { type: "unpersisted" } },
    "FAILED/TimedOut": { type: "FAILED", name: "TimedOut", message: "too slow" },
    "PAUSED with key k": { type: "PAUSED", state_details: { pause_key: "k", pause_timeout: inSeconds(3600) } },
    "PAUSED/Suspended": {
      type: "PAUSED",
      name: "Suspended",
      state_details: { pause_reschedule: true, pause_timeout: inSeconds(3600) },
    },
  };
}
