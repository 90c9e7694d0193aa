import { inSeconds, type StateBody } from "../transitions/state-body.js";

export interface Step {
  state: StateBody;
  force?: boolean;
}

/** A run's life: the state it is created in, and the states proposed after. */
export interface Sequence {
  of: "flow run" | "task run" | "subflow run";
  deployed?: boolean;
  policy?: Record<string, unknown>;
  created: StateBody;
  next: readonly Step[];
}

const propose = (type: string, more: Partial<StateBody> = {}): Step => ({ state: { type, ...more } });
const force = (type: string, more: Partial<StateBody> = {}): Step => ({ ...propose(type, more), force: true });
const PENDING: StateBody = { type: "PENDING" };

/** What a run's times and counters must come to, told by lives that each touch another part of the bookkeeping. */
export function sequences(): Record<string, Sequence> {
  const anHourAgo = { state_details: { scheduled_time: inSeconds(-3600) } };
  const inAnHour = { state_details: { scheduled_time: inSeconds(3600) } };
  const suspended = { name: "Suspended", state_details: { pause_reschedule: true, pause_timeout: inSeconds(3600) } };
  return {
    "runs and completes": { of: "flow run", created: PENDING, next: [propose("RUNNING"), propose("COMPLETED")] },
    "was due an hour ago, became late, runs and completes": {
      of: "flow run",
      deployed: true,
      created: { type: "SCHEDULED", ...anHourAgo },
      next: [
        propose("SCHEDULED", { name: "Late", ...anHourAgo }),
        propose("PENDING"),
        propose("RUNNING"),
        propose("COMPLETED"),
      ],
    },
    "starts from scheduled without pending": {
      of: "flow run",
      deployed: true,
      created: { type: "SCHEDULED" },
      next: [propose("RUNNING"), propose("COMPLETED")],
    },
    "fails, is retried, and fails": {
      of: "flow run",
      policy: { retries: 1, retry_delay: 0 },
      created: PENDING,
      next: [propose("RUNNING"), propose("FAILED"), propose("RUNNING", { name: "Retrying" }), propose("FAILED")],
    },
    "pauses and resumes in its process": {
      of: "flow run",
      created: PENDING,
      next: [propose("RUNNING"), propose("PAUSED"), propose("RUNNING"), propose("COMPLETED")],
    },
    "is suspended and rescheduled": {
      of: "flow run",
      deployed: true,
      created: PENDING,
      next: [
        propose("RUNNING"),
        propose("PAUSED", suspended),
        propose("SCHEDULED", { name: "Resuming" }),
        propose("PENDING"),
        propose("RUNNING"),
        propose("COMPLETED"),
      ],
    },
    "crashes before it runs": { of: "flow run", created: PENDING, next: [propose("CRASHED")] },
    "is cancelled before it is due": {
      of: "flow run",
      deployed: true,
      created: { type: "SCHEDULED", ...inAnHour },
      next: [propose("CANCELLING")],
    },
    "is cancelled while it runs": {
      of: "flow run",
      created: PENDING,
      next: [propose("RUNNING"), propose("CANCELLING"), propose("CANCELLED")],
    },
    "completes and runs again": {
      of: "flow run",
      created: PENDING,
      next: [propose("RUNNING"), propose("COMPLETED"), propose("RUNNING"), propose("COMPLETED")],
    },
    "fails, is rescheduled by hand, and completes": {
      of: "flow run",
      deployed: true,
      created: PENDING,
      next: [
        propose("RUNNING"),
        propose("FAILED"),
        propose("SCHEDULED", { name: "AwaitingRetry" }),
        propose("PENDING"),
        propose("RUNNING"),
        propose("COMPLETED"),
      ],
    },
    "goes from one terminal state to another": {
      of: "flow run",
      created: PENDING,
      next: [propose("RUNNING"), propose("COMPLETED"), propose("FAILED")],
    },
    "is told twice that it runs": {
      of: "flow run",
      created: PENDING,
      next: [propose("RUNNING"), propose("RUNNING"), propose("COMPLETED")],
    },
    "is forced back to pending and runs again": {
      of: "flow run",
      created: PENDING,
      next: [propose("RUNNING"), force("PENDING"), propose("RUNNING"), propose("COMPLETED")],
    },
    "is moved to a later time, then forced to run": {
      of: "flow run",
      deployed: true,
      created: { type: "SCHEDULED" },
      next: [propose("SCHEDULED", inAnHour), force("RUNNING"), propose("COMPLETED")],
    },
    "waits for a slot in pending's place": {
      of: "flow run",
      deployed: true,
      created: { type: "SCHEDULED", ...anHourAgo },
      next: [propose("SCHEDULED", { name: "AwaitingConcurrencySlot", ...inAnHour })],
    },
    "is cancelled by force after it completed": {
      of: "flow run",
      created: PENDING,
      next: [propose("RUNNING"), propose("COMPLETED"), force("CANCELLED")],
    },
    "runs inside another flow": {
      of: "subflow run",
      created: PENDING,
      next: [propose("RUNNING"), propose("COMPLETED")],
    },
    "runs inside another flow and is retried": {
      of: "subflow run",
      policy: { retries: 1, retry_delay: 0 },
      created: PENDING,
      next: [propose("RUNNING"), propose("FAILED"), propose("RUNNING"), propose("COMPLETED")],
    },
    "a task runs and completes": { of: "task run", created: PENDING, next: [propose("RUNNING"), propose("COMPLETED")] },
    "a task is retried": {
      of: "task run",
      policy: { retries: 1, retry_delay: 0 },
      created: PENDING,
      next: [propose("RUNNING"), propose("FAILED"), propose("RUNNING"), propose("COMPLETED")],
    },
    "a task completes and runs again": {
      of: "task run",
      created: PENDING,
      next: [propose("RUNNING"), propose("COMPLETED"), propose("RUNNING"), propose("FAILED")],
    },
  };
}
