import { StateName, StateType, type StateDetails } from "../contract/index.js";
import { State } from "./state.js";

/** What a hand-made state may say; `data` is its result. */
export interface StateOptions<T = unknown> {
  readonly name?: string | undefined;
  readonly message?: string | null | undefined;
  readonly data?: T;
  readonly error?: unknown;
}

export function Completed<T = undefined>(options: StateOptions<T> = {}): State<T> {
  const { name, message, data } = options;
  return new State<T>({ type: StateType.COMPLETED, name, message, value: { of: data as T } });
}

export function Failed({ name, message, error }: Omit<StateOptions, "data"> = {}): State<never> {
  return new State<never>({ type: StateType.FAILED, name, message, error });
}

export function Crashed({ name, message, error }: Omit<StateOptions, "data"> = {}): State<never> {
  return new State<never>({ type: StateType.CRASHED, name, message, error });
}

export function Cancelled({ name, message, error }: Omit<StateOptions, "data"> = {}): State<never> {
  return new State<never>({ type: StateType.CANCELLED, name, message, error });
}

export function Pending({ name, message }: Pick<StateOptions, "name" | "message"> = {}): State<never> {
  return new State<never>({ type: StateType.PENDING, name, message });
}

export function Running({ name, message }: Pick<StateOptions, "name" | "message"> = {}): State<never> {
  return new State<never>({ type: StateType.RUNNING, name, message });
}

/** Waits to be resumed, without a process. */
export function Suspended({ message }: Pick<StateOptions, "message">): State<never> {
  const details: StateDetails = { pause_reschedule: true };
  return new State<never>({ type: StateType.PAUSED, name: StateName.SUSPENDED, message, details });
}

/** Waits for its next attempt. */
export function AwaitingRetry(scheduledTime: string, message?: string): State<never> {
  const details: StateDetails = { scheduled_time: scheduledTime };
  return new State<never>({ type: StateType.SCHEDULED, name: StateName.AWAITING_RETRY, message, details });
}

export function Retrying(): State<never> {
  return Running({ name: StateName.RETRYING });
}

export function TimedOut(options: Pick<StateOptions, "message" | "error">): State<never> {
  return Failed({ ...options, name: StateName.TIMED_OUT });
}

/** An upstream run did not complete, so this one will not start. */
export function NotReady(message: string): State<never> {
  return Pending({ name: StateName.NOT_READY, message });
}
