import { allowedFuture, isAllowFailure, isRaw, rawValue, type Settled } from "../arguments/marks.js";
import { FUTURES, type FutureGroup, isFuture, isFutureGroup, type RunFuture } from "../futures.js";
import { Completed, errorOf, Failed, isState, type State, valueOf } from "../states/index.js";
import type { RunOrigin } from "./open-run.js";

/**
 * Futures among the arguments of a call become their values before the function runs: directly, and inside arrays and
 * plain objects. Class instances are never opened, and the search ends after this many nodes: a list of a million
 * numbers must not be walked for each of a thousand tasks.
 */
const NODE_BUDGET = 10_000;

/** Something among the arguments that has an outcome instead of a value. */
interface Upstream {
  /** Which run it is, for messages. */
  readonly label: string;
  readonly settle: () => Promise<State>;
  readonly origins: () => readonly RunOrigin[];
  /** Whether a failure of it keeps the run from starting: not so where it is only used through `allowFailure`. */
  required: boolean;
  state?: State;
}

/** The arguments of one call and what they wait for. */
export class Inputs {
  readonly #args: readonly unknown[];
  readonly #upstreams = new Map<object, Upstream>();
  /** Arrays and objects with an upstream or a mark somewhere inside: only these are rebuilt. */
  readonly #touched = new Set<object>();
  readonly #byArgument: Upstream[][] = [];
  #budget = NODE_BUDGET;
  #hasMarks = false;

  constructor(args: readonly unknown[]) {
    this.#args = args;
    args.forEach((arg, index) => this.#search(arg, (this.#byArgument[index] = []), true));
  }

  /** Whether the arguments can be used as they are. */
  get isPlain(): boolean {
    return this.#upstreams.size === 0 && !this.#hasMarks;
  }

  get mustWait(): boolean {
    return this.#upstreams.size > 0;
  }

  /** Waits for every upstream; never rejects. Returns the first required one that did not complete. */
  async settle(): Promise<{ readonly label: string; readonly state: State } | undefined> {
    const upstreams = [...this.#upstreams.values()];
    await Promise.all(
      upstreams.map(async (upstream) => {
        upstream.state = await upstream.settle();
      }),
    );
    const blocking = upstreams.find(({ required, state }) => required && state?.isCompleted() === false);
    return blocking?.state && { label: blocking.label, state: blocking.state };
  }

  /** The arguments with every settled upstream replaced by its value. */
  values(): readonly unknown[] {
    return this.isPlain ? this.#args : this.#args.map((arg) => this.#resolved(arg));
  }

  /** The runs each argument came from, known once settled. */
  origins(index: number): readonly RunOrigin[] {
    return this.#byArgument[index]?.flatMap((upstream) => upstream.origins()) ?? [];
  }

  #search(value: unknown, found: Upstream[], isArgument = false): boolean {
    if (typeof value !== "object" || value === null || (this.#budget -= 1) < 0) return false;
    if (isRaw(value)) return (this.#hasMarks = true);
    if (isAllowFailure(value)) {
      this.#hasMarks = true;
      this.#note(allowedFuture(value), found, false);
      return true;
    }
    if (isFuture(value) || isFutureGroup(value) || isState(value) || (isArgument && isThenable(value))) {
      this.#note(value, found, true);
      return true;
    }
    if (!isContainer(value)) return false;
    let touched = false;
    for (const item of Object.values(value)) touched = this.#search(item, found) || touched;
    if (touched) this.#touched.add(value);
    return touched;
  }

  #note(value: object, found: Upstream[], required: boolean): void {
    const upstream = this.#upstreams.get(value) ?? upstreamOf(value);
    upstream.required ||= required;
    this.#upstreams.set(value, upstream);
    found.push(upstream);
  }

  #resolved(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (isRaw(value)) return rawValue(value);
    if (isAllowFailure(value)) return settledOf(this.#upstreams.get(allowedFuture(value))!.state!);
    const upstream = this.#upstreams.get(value);
    if (upstream !== undefined) return valueOf(upstream.state!);
    if (!this.#touched.has(value)) return value;
    if (Array.isArray(value)) return value.map((item) => this.#resolved(item));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#resolved(item)]));
  }
}

function upstreamOf(value: object): Upstream {
  if (isFuture(value)) {
    // Whoever takes a future as an argument answers for its outcome.
    value.observe();
    return { label: value.label, settle: () => value.settled(), origins: () => [originOf(value)], required: false };
  }
  if (isFutureGroup(value)) return groupUpstream(value);
  if (isState(value)) {
    return { label: "run given as a state", settle: () => Promise.resolve(value), origins: () => [], required: false };
  }
  const settle = async () => {
    try {
      return Completed({ data: await (value as PromiseLike<unknown>) });
    } catch (error) {
      // The rejection is the argument's outcome: it is reported as what kept the run from starting.
      return Failed({ message: String(error), error });
    }
  };
  return { label: "promise given as an argument", settle, origins: () => [], required: false };
}

/** The futures of a map count as one argument: the list of their values, or the first one that failed. */
function groupUpstream(group: FutureGroup): Upstream {
  let futures: readonly RunFuture<unknown>[] = [];
  const settle = async () => {
    futures = await group[FUTURES]();
    for (const future of futures) future.observe();
    const states = await Promise.all(futures.map((future) => future.settled()));
    return states.find((state) => !state.isCompleted()) ?? Completed({ data: states.map(valueOf) });
  };
  return { label: "mapped run", settle, origins: () => futures.map(originOf), required: false };
}

function originOf(future: RunFuture<unknown>): RunOrigin {
  return { kind: future.kind, id: future.runId };
}

function settledOf(state: State): Settled<unknown> {
  return state.isCompleted() ? { ok: true, value: valueOf(state), state } : { ok: false, error: errorOf(state), state };
}

function isThenable(value: object): boolean {
  return "then" in value && typeof value.then === "function";
}

function isContainer(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
