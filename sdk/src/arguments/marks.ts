import type { State } from "../states/index.js";

const UNMAPPED = Symbol.for("kedge.unmapped");
const ALLOW_FAILURE = Symbol.for("kedge.allowFailure");
const RAW = Symbol.for("kedge.raw");

/** One value for every run of a `map`, even when it is iterable. */
export interface Unmapped<T> {
  readonly [UNMAPPED]: T | PromiseLike<T>;
}

/** Passes an upstream run's outcome instead of its value, so that the task starts even when the upstream failed. */
export interface AllowFailure<T> {
  readonly [ALLOW_FAILURE]: PromiseLike<T>;
}

/** Passed as it is: not awaited, not searched for futures. */
export interface Raw<T> {
  readonly [RAW]: T;
}

/** What a task receives for `allowFailure(future)`. */
export type Settled<T> =
  | { readonly ok: true; readonly value: T; readonly state: State<T> }
  | { readonly ok: false; readonly error: unknown; readonly state: State<T> };

export function unmapped<T>(value: T | PromiseLike<T>): Unmapped<T> {
  return { [UNMAPPED]: value };
}

export function allowFailure<T>(future: PromiseLike<T>): AllowFailure<T> {
  return { [ALLOW_FAILURE]: future };
}

export function raw<T>(value: T): Raw<T> {
  return { [RAW]: value };
}

export function isUnmapped(value: unknown): value is Unmapped<unknown> {
  return isObject(value) && UNMAPPED in value;
}

export function isAllowFailure(value: unknown): value is AllowFailure<unknown> {
  return isObject(value) && ALLOW_FAILURE in value;
}

export function isRaw(value: unknown): value is Raw<unknown> {
  return isObject(value) && RAW in value;
}

export function unmappedValue(mark: Unmapped<unknown>): unknown {
  return mark[UNMAPPED];
}

export function allowedFuture(mark: AllowFailure<unknown>): PromiseLike<unknown> {
  return mark[ALLOW_FAILURE];
}

export function rawValue(mark: Raw<unknown>): unknown {
  return mark[RAW];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
