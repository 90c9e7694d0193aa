import { z } from "zod";
import { Id, JsonObject, Timestamp, orDefault } from "./primitives.js";

export const StateType = {
  SCHEDULED: "SCHEDULED",
  PENDING: "PENDING",
  RUNNING: "RUNNING",
  COMPLETED: "COMPLETED",
  FAILED: "FAILED",
  CANCELLED: "CANCELLED",
  CRASHED: "CRASHED",
  PAUSED: "PAUSED",
  CANCELLING: "CANCELLING",
} as const;
export type StateType = (typeof StateType)[keyof typeof StateType];
export const StateTypeSchema = z.enum(StateType);

export const STATE_TYPES: readonly StateType[] = Object.values(StateType);
export const TERMINAL_STATE_TYPES: readonly StateType[] = ["COMPLETED", "CANCELLED", "FAILED", "CRASHED"];

export function isTerminal(type: StateType | null | undefined): boolean {
  return type === "COMPLETED" || type === "CANCELLED" || type === "FAILED" || type === "CRASHED";
}

/** `RUNNING` is shown as `Running` unless a state says otherwise. */
export function defaultStateName(type: StateType): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}

/** Names that carry a meaning beyond their type; any other name is the user's own. */
export const StateName = {
  LATE: "Late",
  AWAITING_RETRY: "AwaitingRetry",
  AWAITING_CONCURRENCY_SLOT: "AwaitingConcurrencySlot",
  RESUMING: "Resuming",
  SUBMITTING: "Submitting",
  INFRASTRUCTURE_PENDING: "InfrastructurePending",
  NOT_READY: "NotReady",
  RETRYING: "Retrying",
  RERUNNING: "Rerunning",
  CACHED: "Cached",
  ROLLED_BACK: "RolledBack",
  TIMED_OUT: "TimedOut",
  SUSPENDED: "Suspended",
} as const;

/** What rules and clients need to know of a state beyond its type. Absent and null mean the same. */
const stateDetailFields = {
  flow_run_id: Id.nullish(),
  task_run_id: Id.nullish(),
  child_flow_run_id: Id.nullish(),
  scheduled_time: Timestamp.nullish(),
  cache_key: z.string().nullish(),
  cache_expiration: Timestamp.nullish(),
  deferred: z.boolean().nullish(),
  untrackable_result: z.boolean().nullish(),
  pause_timeout: Timestamp.nullish(),
  pause_reschedule: z.boolean().nullish(),
  pause_key: z.string().nullish(),
  run_input_keyset: z.record(z.string(), z.string()).nullish(),
  refresh_cache: z.boolean().nullish(),
  retriable: z.boolean().nullish(),
  transition_id: Id.nullish(),
  task_parameters_id: Id.nullish(),
  traceparent: z.string().nullish(),
  deployment_concurrency_lease_id: Id.nullish(),
  /** Kedge only, of a cancelled run: who asked for it, in words, and when. */
  cancelled_by: z.string().nullish(),
  cancel_requested: Timestamp.nullish(),
  /** Of a run that ended because its lease did: when that was, and its slot free. Kedge only. */
  lease_ended_at: Timestamp.nullish(),
};

export const StateDetails = z.object(stateDetailFields).meta({ id: "StateDetails" });
export type StateDetails = z.output<typeof StateDetails>;

/** A proposed state. The server stamps id and timestamp; `name` defaults to the capitalised type. */
export const StateCreate = z
  .strictObject({
    type: StateTypeSchema,
    name: z.string().nullish(),
    message: z.string().nullish(),
    data: z.unknown().optional(),
    // Not strict, unlike the state itself: a newer stock client sends details that this server has not heard of.
    state_details: orDefault(StateDetails, () => ({})),
    // Stock clients echo these back on some paths; the server's own values win.
    id: Id.nullish(),
    timestamp: Timestamp.nullish(),
  })
  .meta({ id: "StateCreate" });
export type StateCreate = z.output<typeof StateCreate>;

export const State = z
  .object({
    id: Id,
    type: StateTypeSchema,
    name: z.string(),
    timestamp: Timestamp,
    message: z.string().nullable(),
    data: z.unknown().nullable(),
    state_details: StateDetails,
  })
  .meta({ id: "State" });
export type State = z.output<typeof State>;

/** Where a result lies: the record a client keeps in `state.data`, opaque to the plane. */
export const ResultReference = JsonObject;
