import {
  isFutureGroup,
  FUTURES,
  type FutureGroup,
  asCompleted,
  type RunFuture,
  type TaskFuture,
  wait,
  type WaitOptions,
} from "./futures.js";
import { isUnmapped, raw, unmappedValue } from "./arguments/marks.js";
import { argumentName } from "./arguments/parameter-names.js";
import { submitTask, surroundingFlow, type TaskCall } from "./engine/task/start-task.js";
import { KedgeError } from "./errors.js";
import { captureContext } from "./run-context.js";
import type { State } from "./states/index.js";

/**
 * The runs of one `map`. Awaiting it gives their results in the order of the inputs, and throws the first failure;
 * iterating gives results in the order in which the runs finish.
 */
export class MapRun<R> implements PromiseLike<R[]>, AsyncIterable<R>, FutureGroup {
  readonly #futures: Promise<readonly RunFuture<R>[]>;

  constructor(futures: Promise<readonly RunFuture<R>[]>) {
    this.#futures = futures;
    // Whoever looks at this map gets the error; nobody does while it is merely stored.
    futures.catch(() => undefined);
  }

  get [FUTURES](): () => Promise<readonly RunFuture<unknown>[]> {
    return () => this.#futures;
  }

  /** The future of each run, in the order of the inputs. */
  async futures(): Promise<readonly TaskFuture<R>[]> {
    return this.#futures;
  }

  /** How each run ended, in the order of the inputs; throws for none. */
  async states(): Promise<State<R>[]> {
    const futures = await this.#futures;
    await wait(futures);
    return futures.map((future) => future.state);
  }

  async wait(options?: WaitOptions): Promise<void> {
    await wait(await this.#futures, options);
  }

  async result(): Promise<R[]> {
    const futures = await this.#futures;
    // Seen to here, all of them: when one fails, the others are not left as failures that nobody looked at.
    for (const future of futures) future.observe();
    for await (const { future } of asCompleted(futures)) await future;
    return Promise.all(futures);
  }

  // oxlint-disable-next-line unicorn/no-thenable -- `await embed.map(docs)` is the usual way to read the results
  then<A = R[], B = never>(
    onFulfilled?: ((results: R[]) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.result().then(onFulfilled, onRejected);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<R, void, undefined> {
    for await (const { future } of asCompleted(await this.#futures)) yield await future;
  }
}

/** Starts one run an element. Collections that are there are checked at once; those to come, when they come. */
export function mapTask(call: TaskCall): MapRun<unknown> {
  surroundingFlow(call.definition);
  if (!call.args.some(isToCome)) return new MapRun(Promise.resolve(startAll(call, call.args)));
  const here = captureContext();
  const start = here((args: readonly unknown[]) => startAll(call, args));
  return new MapRun(Promise.all(call.args.map(arrived)).then(start));
}

function startAll(call: TaskCall, args: readonly unknown[]): RunFuture<unknown>[] {
  const columns = args.map(columnOf);
  const length = commonLength(call, columns);
  return Array.from({ length }, (_, row) =>
    submitTask({ ...call, args: columns.map((column) => (column.mapped ? column.items[row] : column.value)) }),
  );
}

type Column =
  | { readonly mapped: true; readonly items: readonly unknown[] }
  | { readonly mapped: false; readonly value: unknown };

/** Strings, bytes, maps and plain objects are one value; so is whatever is marked `unmapped`. */
function columnOf(arg: unknown): Column {
  if (isUnmapped(arg)) return { mapped: false, value: sharedValue(unmappedValue(arg)) };
  const isCollection =
    typeof arg === "object" &&
    arg !== null &&
    Symbol.iterator in arg &&
    !ArrayBuffer.isView(arg) &&
    !(arg instanceof Map);
  return isCollection ? { mapped: true, items: [...(arg as Iterable<unknown>)] } : { mapped: false, value: arg };
}

/** A large list that every run shares is searched for futures by nobody, rather than by each of ten thousand runs. */
function sharedValue(value: unknown): unknown {
  return Array.isArray(value) && value.every((item) => typeof item !== "object") ? raw(value) : value;
}

function commonLength({ definition }: TaskCall, columns: readonly Column[]): number {
  const lengths = columns.flatMap((column, index) =>
    column.mapped ? [{ name: argumentName(definition.parameterNames, index), length: column.items.length }] : [],
  );
  const [first] = lengths;
  if (first === undefined) {
    throw new KedgeError("MAPPING_MISSING_ITERABLE", `No argument of ${definition.name}.map() is a collection.`, {
      hint: "Pass a list for at least one argument. A string is one value: spread it if its characters are meant.",
    });
  }
  if (lengths.every(({ length }) => length === first.length)) return first.length;
  const sizes = lengths.map(({ name, length }) => `${name} has ${length}`).join(", ");
  throw new KedgeError(
    "MAPPING_LENGTH_MISMATCH",
    `The collections given to ${definition.name}.map() differ in length: ${sizes}.`,
    {
      hint: "Wrap a collection that every run gets as a whole: unmapped(list).",
    },
  );
}

function isToCome(arg: unknown): boolean {
  if (typeof arg !== "object" || arg === null || isUnmapped(arg)) return false;
  return isFutureGroup(arg) || "then" in arg || Symbol.asyncIterator in arg;
}

/** Another map is mapped run by run: each new run waits for its own upstream only. */
async function arrived(arg: unknown): Promise<unknown> {
  if (!isToCome(arg)) return arg;
  if (isFutureGroup(arg)) return [...(await arg[FUTURES]())];
  const value = await arg;
  if (typeof value !== "object" || value === null || !(Symbol.asyncIterator in value)) return value;
  const items: unknown[] = [];
  for await (const item of value as AsyncIterable<unknown>) items.push(item);
  return items;
}
