import { inSeconds, type StateBody } from "./state-body.js";

/** A flow run as a transition finds it: how it is created, and what is patched on it before the transition is proposed. */
export interface FlowRunStart {
  state: StateBody | null;
  empirical_policy?: Record<string, unknown>;
  /** Patched after creation: a worker has started something for this run. */
  infrastructure_pid?: string;
  /** Set after creation, forced: Prefect answers 500 to a run created in a state that carries data. */
  next?: StateBody;
  /** Created as the child of a tracking task run. */
  subflow?: boolean;
}

const PERSISTED = { type: "reference", storage_key: "some/key", storage_block_id: null, expiration: null };

/** Every state type, and the variants of it that some rule tells apart. Times are written when a start is made, never when this is loaded. */
export function flowRunStarts(): Record<string, FlowRunStart> {
  return {
    none: { state: null },
    scheduled: { state: { type: "SCHEDULED" } },
    "scheduled in an hour": { state: { type: "SCHEDULED", state_details: { scheduled_time: inSeconds(3600) } } },
    "scheduled with infrastructure": { state: { type: "SCHEDULED" }, infrastructure_pid: "host:1" },
    late: { state: { type: "SCHEDULED", name: "Late", state_details: { scheduled_time: inSeconds(-60) } } },
    "awaiting retry": { state: { type: "SCHEDULED", name: "AwaitingRetry" } },
    "awaiting retry in an hour": {
      state: { type: "SCHEDULED", name: "AwaitingRetry", state_details: { scheduled_time: inSeconds(3600) } },
      infrastructure_pid: "host:1",
    },
    resuming: { state: { type: "SCHEDULED", name: "Resuming" }, infrastructure_pid: "host:1" },
    "awaiting a concurrency slot": { state: { type: "SCHEDULED", name: "AwaitingConcurrencySlot" } },
    pending: { state: { type: "PENDING" } },
    submitting: { state: { type: "PENDING", name: "Submitting" } },
    "infrastructure pending": { state: { type: "PENDING", name: "InfrastructurePending" } },
    "pending until an hour from now": {
      state: { type: "PENDING", state_details: { scheduled_time: inSeconds(3600) } },
    },
    running: { state: { type: "RUNNING" } },
    "running with a retry left": { state: { type: "RUNNING" }, empirical_policy: { retries: 1, retry_delay: 30 } },
    "running with a retry left, no delay": { state: { type: "RUNNING" }, empirical_policy: { retries: 1 } },
    "running with retries zero": {
      state: { type: "RUNNING" },
      empirical_policy: { retries: 0, retry_delay: 30, retry_type: "in_process" },
    },
    "running with pause key k used": { state: { type: "RUNNING" }, empirical_policy: { pause_keys: ["k"] } },
    "running as a subflow": { state: { type: "RUNNING" }, subflow: true },
    "running with transition id": {
      state: { type: "RUNNING", state_details: { transition_id: "11111111-1111-4111-8111-111111111111" } },
    },
    paused: { state: { type: "PAUSED", state_details: { pause_timeout: inSeconds(3600), pause_key: "k" } } },
    "paused without a timeout": { state: { type: "PAUSED" } },
    "paused past its timeout": { state: { type: "PAUSED", state_details: { pause_timeout: inSeconds(-60) } } },
    suspended: {
      state: {
        type: "PAUSED",
        name: "Suspended",
        state_details: { pause_timeout: inSeconds(3600), pause_reschedule: true },
      },
    },
    "suspended past its timeout": {
      state: {
        type: "PAUSED",
        name: "Suspended",
        state_details: { pause_timeout: inSeconds(-60), pause_reschedule: true },
      },
    },
    cancelling: { state: { type: "CANCELLING" } },
    completed: { state: { type: "COMPLETED" } },
    "completed, result persisted": { state: { type: "RUNNING" }, next: { type: "COMPLETED", data: PERSISTED } },
    "completed, result not persisted": {
      state: { type: "RUNNING" },
      next: { type: "COMPLETED", data: { type: "unpersisted" } },
    },
    failed: { state: { type: "FAILED" } },
    "failed with pause bookkeeping": {
      state: { type: "FAILED" },
      empirical_policy: { pause_keys: ["k"], resuming: true, retry_type: "in_process" },
    },
    cancelled: { state: { type: "CANCELLED" } },
    crashed: { state: { type: "CRASHED" } },
  };
}
