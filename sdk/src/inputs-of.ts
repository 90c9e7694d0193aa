import type { AllowFailure, Raw, Settled, Unmapped } from "./arguments/marks.js";

/**
 * Any function. Inferred as a whole, not as arguments and result: only so does `(path: string, lr = 0.1) => ...` keep the
 * type of the default.
 */
export type PlainFunction = (...args: never[]) => unknown;

/** What a caller may pass for a parameter of type T: the value, the future of one, or a mark around it. */
export type Input<T> = T | PromiseLike<T> | Raw<T> | ([T] extends [Settled<infer Value>] ? AllowFailure<Value> : never);

/** The arguments of a call, from those of the function. Labels and optional parameters are kept. */
export type Inputs<A extends readonly unknown[]> = { [K in keyof A]: Input<A[K]> };

/** The arguments of a `map`: one value for all runs, or a collection with one for each. */
export type Mapped<A extends readonly unknown[]> = {
  [K in keyof A]: Input<A[K]> | Iterable<Input<A[K]>> | PromiseLike<Iterable<A[K]>> | Unmapped<A[K]>;
};
