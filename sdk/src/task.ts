import { parameterNames } from "./arguments/parameter-names.js";
import type { CacheKeyContext, RetryContext, RetryDelay, TaskDefinition, UserFunction } from "./engine/definition.js";
import type { TaskHook } from "./engine/hooks.js";
import { callTask, submitTask, type TaskCall } from "./engine/task/start-task.js";
import type { TaskFuture } from "./futures.js";
import type { Inputs, Mapped, PlainFunction } from "./inputs-of.js";
import { mapTask, type MapRun } from "./map-run.js";
import {
  checkedCount,
  checkedFunction,
  checkedName,
  checkedSeconds,
  checkedTimeout,
  invalidOption,
  listOf,
} from "./option-checks.js";
import type { ResultStorage } from "./results/index.js";
import type { State } from "./states/index.js";

const TASK_BRAND = Symbol.for("kedge.task");

const MAX_RETRY_DELAYS = 50;

export interface TaskOptions<A extends unknown[] = never[]> {
  /** Default: the function's name. */
  readonly name?: string | undefined;
  /** Names the task across runs: change it, and cached results are not found. Default: the name. */
  readonly key?: string | undefined;
  readonly version?: string | undefined;
  /** A template over the parameters such as `train-{lr}`, or a function of the arguments. Default: name and ordinal. */
  readonly taskRunName?: string | ((...args: A) => string | Promise<string>) | undefined;
  /** Attempts after the first, when the task fails. Default 0. */
  readonly retries?: number | undefined;
  /** Seconds before each retry: one number, a list (the last repeats), or a function such as `exponential()`. Default 0. */
  readonly retryDelaySeconds?: RetryDelay | undefined;
  /** Spreads delays randomly around what they would be, up to (1 + factor) times as long. 0 or more, default 0. */
  readonly retryJitterFactor?: number | undefined;
  /** Asked before each retry. Default: every failure is retried. */
  readonly retryConditionFn?: ((context: RetryContext) => boolean | Promise<boolean>) | undefined;
  /** An attempt that takes longer ends as TimedOut; `abortSignal()` tells the code. Default: none; 0 means none. */
  readonly timeoutSeconds?: number | null | undefined;
  readonly tags?: readonly string[] | undefined;
  /**
   * The key under which the result is kept and found again: same key, no execution. `taskInputHash` makes one of the
   * arguments. Undefined or null: this run is not cached.
   */
  readonly cacheKeyFn?:
    | ((context: CacheKeyContext, args: A) => string | null | undefined | Promise<string | null | undefined>)
    | undefined;
  /** How long a cached result counts. Default: for ever. */
  readonly cacheExpirationSeconds?: number | undefined;
  /** Executes and replaces the cached result. Default false. */
  readonly refreshCache?: boolean | undefined;
  /** Whether the result is kept. Default: if it is cached, else as its flow, then the settings. */
  readonly persistResult?: boolean | undefined;
  readonly results?: { readonly storage?: ResultStorage | undefined } | undefined;
  /** Whether `console.log` inside the run becomes its log lines. Default: as the flow run, then the settings. */
  readonly logPrints?: boolean | undefined;
  readonly onRunning?: TaskHook | readonly TaskHook[] | undefined;
  readonly onCompletion?: TaskHook | readonly TaskHook[] | undefined;
  readonly onFailure?: TaskHook | readonly TaskHook[] | undefined;
}

export interface TaskCallOptions {
  /** Futures and states that must be completed first. */
  readonly waitFor?: readonly unknown[] | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Names this run among the runs of its task in the flow run. Default: its ordinal. */
  readonly key?: string | undefined;
  readonly runName?: string | undefined;
  readonly refreshCache?: boolean | undefined;
}

interface Callable<A extends unknown[], R> {
  (...args: Inputs<A>): Promise<R>;
  /** Starts a run in the surrounding flow, without waiting: at most the flow's `concurrency` execute at once. */
  submit(...args: Inputs<A>): TaskFuture<R>;
  /** Starts a run for each element of the given collections, which must have one length. */
  map(...args: Mapped<A>): MapRun<R>;
}

/** A function whose calls are task runs. */
export interface Task<A extends unknown[] = unknown[], R = unknown> extends Callable<A, R> {
  readonly name: string;
  /** The function itself: no run, no state. */
  readonly fn: (...args: A) => R | Promise<R>;
  /** The same task with some options changed. */
  withOptions(options: TaskOptions<A>): Task<A, R>;
  /** Options of one call: `train.opts({ waitFor: [ready] })(path)`, `.submit(path)`, `.map(paths)`. */
  opts(
    options: TaskCallOptions & { readonly returnState: true },
  ): Pick<Callable<A, R>, "submit" | "map"> & ((...args: Inputs<A>) => Promise<State<R>>);
  opts(options: TaskCallOptions & { readonly returnState?: false | undefined }): Callable<A, R>;
  readonly [TASK_BRAND]: true;
}

type TaskOf<F extends PlainFunction> = Task<Parameters<F>, Awaited<ReturnType<F>>>;

/**
 * Makes a task of a function. Calls are runs: recorded, retried, cached.
 *
 *     const embed = task({ name: "embed", retries: 3 }, async (text: string) => { ... });
 *     const vector = await embed("hello");           // runs here
 *     const future = embed.submit("hello");          // runs beside
 *     const vectors = await embed.map(["a", "b"]);   // one run each
 */
export function task<F extends PlainFunction>(fn: F): TaskOf<F>;
export function task<F extends PlainFunction>(options: TaskOptions<Parameters<F>>, fn: F): TaskOf<F>;
export function task(first: TaskOptions | UserFunction, second?: UserFunction): Task {
  const [options, fn] = typeof first === "function" ? [{}, first] : [first, second];
  if (typeof fn !== "function") throw invalidOption("task() takes a function, or options and a function.");
  return wrap(fn, options);
}

function wrap(fn: UserFunction, options: TaskOptions): Task {
  const definition = define(fn, options);
  return Object.defineProperties(callable(definition, {}), {
    name: { value: definition.name },
    fn: { value: fn },
    withOptions: { value: (changes: TaskOptions) => wrap(fn, { ...options, ...changes }) },
    opts: {
      value: ({ returnState, ...call }: TaskCallOptions & { returnState?: boolean }) =>
        callable(definition, call, returnState),
    },
    [TASK_BRAND]: { value: true },
  }) as unknown as Task;
}

type CallOptions = Omit<TaskCall, "definition" | "args">;

function callable(definition: TaskDefinition, call: CallOptions, returnState = false) {
  const start = (...args: unknown[]): Promise<unknown> => {
    let future;
    try {
      future = callTask({ definition, args, ...call });
    } catch (error) {
      // A call is a promise whatever happens: code that handles its rejection need not handle an exception as well.
      return Promise.reject(error);
    }
    if (!returnState) return future;
    future.observe();
    return future.settled();
  };
  return Object.assign(start, {
    submit: (...args: unknown[]) => submitTask({ definition, args, ...call }),
    map: (...args: unknown[]) => mapTask({ definition, args, ...call }),
  });
}

function define(fn: UserFunction, options: TaskOptions): TaskDefinition {
  checkedFunction("task", fn);
  const name = checkedName("task", options.name, fn);
  if (options.cacheKeyFn !== undefined && options.persistResult === false) {
    throw invalidOption(
      `Task '${name}' has a cacheKeyFn and persistResult: false: a result that is not kept cannot be found again.`,
      "Leave out one of the two.",
    );
  }
  return {
    name,
    key: options.key ?? name,
    version: options.version,
    fn,
    parameterNames: parameterNames(fn),
    taskRunName: options.taskRunName as TaskDefinition["taskRunName"],
    retries: checkedCount("retries", options.retries),
    retryDelay: checkedDelay(options.retryDelaySeconds),
    retryJitterFactor: checkedSeconds("retryJitterFactor", options.retryJitterFactor ?? 0),
    retryCondition: options.retryConditionFn,
    timeoutSeconds: checkedTimeout(options.timeoutSeconds),
    tags: options.tags ?? [],
    cacheKey: options.cacheKeyFn as TaskDefinition["cacheKey"],
    cacheExpirationSeconds:
      options.cacheExpirationSeconds === undefined
        ? undefined
        : checkedSeconds("cacheExpirationSeconds", options.cacheExpirationSeconds),
    refreshCache: options.refreshCache ?? false,
    logPrints: options.logPrints,
    persistResult: options.persistResult,
    storage: options.results?.storage,
    hooks: {
      running: listOf("onRunning", options.onRunning),
      completed: listOf("onCompletion", options.onCompletion),
      failed: listOf("onFailure", options.onFailure),
    },
  };
}

function checkedDelay(delay: RetryDelay = 0): RetryDelay {
  if (typeof delay === "function") return delay;
  const list = typeof delay === "number" ? [delay] : delay;
  for (const seconds of list) checkedSeconds("retryDelaySeconds", seconds);
  if (list.length > 0 && list.length <= MAX_RETRY_DELAYS) return delay;
  throw invalidOption(`retryDelaySeconds takes 1 to ${MAX_RETRY_DELAYS} delays, not ${list.length}.`);
}
