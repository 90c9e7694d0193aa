import { KedgeError } from "./errors.js";
import type { OpenRun } from "./engine/open-run.js";
import { currentContext } from "./run-context.js";
import { errorOf, Pending, type State, valueOf } from "./states/index.js";

const FUTURE_BRAND = Symbol.for("kedge.future");

/** A group of futures that may itself be an argument: the result of `map`. */
export const FUTURES = Symbol.for("kedge.futures");
export interface FutureGroup {
  readonly [FUTURES]: () => Promise<readonly RunFuture<unknown>[]>;
}

export interface WaitOptions {
  /** Gives up after this long with FUTURE_TIMEOUT; the run itself goes on. Default: waits for ever. */
  readonly timeoutSeconds?: number | undefined;
}

/** A run that was started and may still be running. Awaiting it gives its result, or throws what made it fail. */
export interface TaskFuture<T> extends PromiseLike<T> {
  readonly runId: string;
  /** Where the run stands; Pending until it is final. */
  readonly state: State<T>;
  result(options?: WaitOptions & { readonly raiseOnFailure?: true }): Promise<T>;
  result(options: WaitOptions & { readonly raiseOnFailure: boolean }): Promise<T | Error>;
  /** Waits without looking at the outcome: a failure is still one that nobody has looked at. */
  wait(options?: WaitOptions): Promise<void>;
  onSettled(listener: () => void): void;
}

export interface FutureOptions {
  readonly kind: "task_run" | "flow_run";
  readonly runId: () => string;
  readonly label: string;
  /** Whether the run waits for one of the caller's slots: whoever awaits it gives its own slot back meanwhile. */
  readonly queued: boolean;
  /** Nobody else will report its failure: an unobserved one becomes an unhandled rejection, as for any promise. */
  readonly detached: boolean;
  /** Whether its function was called. */
  readonly hasStarted: () => boolean;
  /** Sets the run's state from outside. */
  readonly abandon: (state: State) => void;
}

/**
 * The future of a run. It is a whole promise (a direct call returns one too), yet it never becomes an unhandled rejection
 * inside a flow: the flow accounts for its runs itself, and says which run it was.
 */
export class RunFuture<T> implements TaskFuture<T>, Promise<T>, OpenRun {
  readonly label: string;
  readonly [Symbol.toStringTag] = "RunFuture";
  readonly #options: FutureOptions;
  #state: State<T> | undefined;
  #observed = false;
  #listeners: (() => void)[] | undefined;

  constructor(options: FutureOptions) {
    this.label = options.label;
    this.#options = options;
  }

  get [FUTURE_BRAND](): true {
    return true;
  }

  get runId(): string {
    return this.#options.runId();
  }

  get kind(): "task_run" | "flow_run" {
    return this.#options.kind;
  }

  get hasStarted(): boolean {
    return this.#options.hasStarted();
  }

  get observed(): boolean {
    return this.#observed;
  }

  get settledState(): State<T> | undefined {
    return this.#state;
  }

  get state(): State<T> {
    this.#observed = true;
    return this.#state ?? Pending();
  }

  /** Marks the outcome as someone else's business: the run that got this future as an argument, say. */
  observe(): void {
    this.#observed = true;
  }

  settle(state: State<T>): void {
    if (this.#state !== undefined) return;
    this.#state = state;
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) listener();
    if (this.#options.detached && !this.#observed && !state.isCompleted()) void Promise.reject(errorOf(state));
  }

  abandon(state: State): void {
    this.#options.abandon(state);
    this.settle(state as State<T>);
  }

  settled(): Promise<State<T>> {
    return new Promise((resolve) => {
      this.onSettled(() => resolve(this.#state!));
    });
  }

  onSettled(listener: () => void): void {
    if (this.#state === undefined) (this.#listeners ??= []).push(listener);
    else listener();
  }

  // oxlint-disable-next-line unicorn/no-thenable -- awaiting a run is what a future is for
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#observed = true;
    return this.#wait().then(valueOf).then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(null, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.then(null, null).finally(onFinally);
  }

  result(options?: WaitOptions & { readonly raiseOnFailure?: true }): Promise<T>;
  result(options: WaitOptions & { readonly raiseOnFailure: boolean }): Promise<T | Error>;
  async result({ timeoutSeconds, raiseOnFailure = true }: WaitOptions & { raiseOnFailure?: boolean } = {}) {
    this.#observed = true;
    const state = await this.#wait(timeoutSeconds);
    return state.result({ raiseOnFailure });
  }

  async wait({ timeoutSeconds }: WaitOptions = {}): Promise<void> {
    await this.#wait(timeoutSeconds);
  }

  async #wait(timeoutSeconds?: number): Promise<State<T>> {
    if (this.#state !== undefined) return this.#state;
    const slot = this.#options.queued ? currentContext().taskRun?.slot : undefined;
    const settled = timeoutSeconds === undefined ? this.settled() : this.#within(timeoutSeconds);
    return slot === undefined ? settled : slot.whileWaiting(settled);
  }

  async #within(timeoutSeconds: number): Promise<State<T>> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      const error = new KedgeError("FUTURE_TIMEOUT", `The ${this.label} did not finish within ${timeoutSeconds} s.`);
      timer = setTimeout(() => reject(error), timeoutSeconds * 1000);
    });
    return Promise.race([this.settled(), tooLate]).finally(() => clearTimeout(timer));
  }
}

export function isFuture(value: unknown): value is RunFuture<unknown> {
  return typeof value === "object" && value !== null && FUTURE_BRAND in value;
}

export function isFutureGroup(value: unknown): value is FutureGroup {
  return typeof value === "object" && value !== null && FUTURES in value;
}

/** Waits for all, or for as many as finish in time. Throws nothing: a failed run is done. */
export async function wait<F extends TaskFuture<unknown>>(
  futures: readonly F[],
  options: WaitOptions = {},
): Promise<{ readonly done: F[]; readonly notDone: F[] }> {
  const done = new Set<F>();
  await Promise.all(
    futures.map(async (future) => {
      try {
        await future.wait(options);
        done.add(future);
      } catch (error) {
        // Too late is this function's ordinary answer; anything else is not.
        if (!(error instanceof KedgeError && error.code === "FUTURE_TIMEOUT")) throw error;
      }
    }),
  );
  return { done: futures.filter((future) => done.has(future)), notDone: futures.filter((future) => !done.has(future)) };
}

/** A run that has finished. The future sits inside an object because `for await` would await a bare one. */
export interface FinishedRun<T> {
  readonly future: TaskFuture<T>;
}

/** The runs in the order in which they finish: `for await (const { future } of asCompleted(futures)) ...` */
export async function* asCompleted<T>(
  futures: Iterable<TaskFuture<T>>,
): AsyncGenerator<FinishedRun<T>, void, undefined> {
  const finished: FinishedRun<T>[] = [];
  let remaining = 0;
  let wake = () => {};
  for (const future of futures) {
    remaining += 1;
    future.onSettled(() => {
      finished.push({ future });
      wake();
    });
  }
  for (; remaining > 0; remaining -= 1) {
    if (finished.length === 0) await waitHere(new Promise<void>((resolve) => (wake = resolve)));
    yield finished.shift()!;
  }
}

/** A task that waits for others gives its slot back meanwhile. */
function waitHere(promise: Promise<void>): Promise<void> {
  return currentContext().taskRun?.slot?.whileWaiting(promise) ?? promise;
}
