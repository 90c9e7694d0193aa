import {
  defaultStateName,
  isTerminal,
  StateType,
  type State as WireState,
  type StateDetails,
} from "../contract/index.js";
import { CancelledRun, CrashedRun, FailedRun, MissingResult, UnfinishedRun } from "./run-errors.js";

const STATE_BRAND = Symbol.for("kedge.state");

/** Where a result lies: what the plane keeps of it. */
export type ResultReference = Readonly<Record<string, unknown>>;

export interface StateFields<T> {
  readonly type: StateType;
  readonly name?: string | undefined;
  readonly message?: string | null | undefined;
  readonly id?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly details?: StateDetails | undefined;
  readonly reference?: ResultReference | null | undefined;
  /** The result itself, while this process has it. */
  readonly value?: { readonly of: T } | undefined;
  /** Reads a stored result. */
  readonly load?: (() => Promise<T>) | undefined;
  /** What made the run fail. */
  readonly error?: unknown;
}

/** The state of a run: type, name and message as everyone sees them, plus the result or error where this process has it. */
export class State<T = unknown> {
  readonly type: StateType;
  readonly name: string;
  readonly message: string | null;
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly details: StateDetails;
  readonly reference: ResultReference | null;
  readonly value: { readonly of: T } | undefined;
  readonly load: (() => Promise<T>) | undefined;
  readonly error: unknown;

  constructor(fields: StateFields<T>) {
    this.type = fields.type;
    this.name = fields.name ?? defaultStateName(fields.type);
    this.message = fields.message ?? null;
    this.id = fields.id;
    this.timestamp = fields.timestamp;
    this.details = fields.details ?? {};
    this.reference = fields.reference ?? null;
    this.value = fields.value;
    this.load = fields.load;
    this.error = fields.error;
  }

  get [STATE_BRAND](): true {
    return true;
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return isState(value);
  }

  with(changes: Partial<StateFields<T>>): State<T> {
    return new State<T>(Object.assign({}, this, changes));
  }

  isScheduled(): boolean {
    return this.type === StateType.SCHEDULED;
  }
  isPending(): boolean {
    return this.type === StateType.PENDING;
  }
  isRunning(): boolean {
    return this.type === StateType.RUNNING;
  }
  isPaused(): boolean {
    return this.type === StateType.PAUSED;
  }
  isCancelling(): boolean {
    return this.type === StateType.CANCELLING;
  }
  isCompleted(): boolean {
    return this.type === StateType.COMPLETED;
  }
  isFailed(): boolean {
    return this.type === StateType.FAILED;
  }
  isCrashed(): boolean {
    return this.type === StateType.CRASHED;
  }
  isCancelled(): boolean {
    return this.type === StateType.CANCELLED;
  }
  isFinal(): boolean {
    return isTerminal(this.type);
  }

  /**
   * The result of a completed run, from this process or from where it was stored. Otherwise throws the run's own error,
   * or returns it with `raiseOnFailure: false`.
   */
  async result(options?: { readonly raiseOnFailure?: true }): Promise<T>;
  async result(options: { readonly raiseOnFailure: boolean }): Promise<T | Error>;
  async result({ raiseOnFailure = true }: { readonly raiseOnFailure?: boolean } = {}): Promise<unknown> {
    if (this.type === StateType.COMPLETED) {
      if (this.value === undefined && this.load !== undefined) return this.load();
      return valueOf(this);
    }
    if (raiseOnFailure) throw errorOf(this);
    return errorOf(this);
  }

  /** `Failed("no rows")`, as it appears in logs. */
  toString(): string {
    return this.message === null || this.type === StateType.COMPLETED
      ? `${this.name}()`
      : `${this.name}(${JSON.stringify(this.message)})`;
  }
}

export function isState(value: unknown): value is State {
  return typeof value === "object" && value !== null && STATE_BRAND in value;
}

/** A state as the plane tells it. Its result, if stored, is where `reference` says. */
export function stateFromWire(wire: WireState): State {
  const { type, name, message, id, timestamp, state_details: details, data } = wire;
  const reference = typeof data === "object" && data !== null ? (data as ResultReference) : null;
  return new State({ type, name, message, id, timestamp, details, reference });
}

/** The result that this process holds; throws what `result()` would throw. */
export function valueOf<T>(state: State<T>): T {
  if (state.type !== StateType.COMPLETED) throw errorOf(state);
  if (state.value !== undefined) return state.value.of;
  throw new MissingResult(`The run is ${state.name}, but its result is not in this process.`);
}

/** What made a run end without a result: its own error where this process has it. */
export function errorOf(state: State): unknown {
  if (state.error !== undefined) return state.error;
  const message = state.message ?? `The run is ${state.name}.`;
  if (state.type === StateType.FAILED) return new FailedRun(message);
  if (state.type === StateType.CRASHED) return new CrashedRun(message);
  if (state.type === StateType.CANCELLED || state.type === StateType.CANCELLING) return new CancelledRun(message);
  return new UnfinishedRun(message);
}
