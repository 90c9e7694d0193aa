import { createHash } from "node:crypto";
import type { NamedParameters } from "./arguments/flow-parameters.js";
import { type ParameterNames, parameterNames } from "./arguments/parameter-names.js";
import type { FlowDefinition, UserFunction } from "./engine/definition.js";
import { FLOW_HANDLE, type FlowHandle } from "./engine/flow-handle.js";
import { startFlow } from "./engine/flow/start-flow.js";
import { runMissedHooks } from "./engine/flow/run-missed-hooks.js";
import { runScheduledFlow } from "./engine/flow/run-flow.js";
import type { FlowHook } from "./engine/hooks.js";
import type { Inputs, PlainFunction } from "./inputs-of.js";
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
import type { InputOf, OutputOf, StandardSchema } from "./standard-schema.js";
import type { State } from "./states/index.js";

/** Tasks of one flow run that execute at once, unless it says otherwise. */
const DEFAULT_CONCURRENCY = 64;

export interface FlowOptions<P = NamedParameters> {
  /** Default: the function's name in kebab-case. */
  readonly name?: string | undefined;
  /** A template over the parameters such as `train-{lr}`, or a function of them. Default: two words chosen by the server. */
  readonly flowRunName?: string | ((parameters: P) => string | Promise<string>) | undefined;
  /** Default: a hash of the function's text. */
  readonly version?: string | undefined;
  readonly description?: string | undefined;
  /** Attempts after the first, when the flow fails. Default 0. */
  readonly retries?: number | undefined;
  /** Seconds between attempts, rounded up to whole ones. Default 0. */
  readonly retryDelaySeconds?: number | undefined;
  /** An attempt that takes longer ends as TimedOut; `abortSignal()` tells the code. Default: none; 0 means none. */
  readonly timeoutSeconds?: number | null | undefined;
  /** Whether `console.log` inside the run becomes its log lines. Default: as the parent run, then the settings. */
  readonly logPrints?: boolean | undefined;
  /** Whether results of this flow and its tasks are kept. Default: where something needs them (a cache). */
  readonly persistResult?: boolean | undefined;
  /** Where results are kept. Default: `$KEDGE_HOME/storage`. */
  readonly results?: { readonly storage?: ResultStorage | undefined } | undefined;
  /** Checks the parameters of each run. The function then takes one object. */
  readonly parameters?: StandardSchema | undefined;
  /** How many submitted tasks execute at once, 1 or more. Default 64. */
  readonly concurrency?: number | undefined;
  /** What happens at the flow's end to runs it started and did not await. Default `wait`. */
  readonly unawaited?: "wait" | "cancel" | "fail" | undefined;
  /** What a failed run means whose outcome nobody looked at. Default `fail`. */
  readonly unobserved?: "fail" | "warn" | undefined;
  readonly onRunning?: FlowHook | readonly FlowHook[] | undefined;
  readonly onCompletion?: FlowHook | readonly FlowHook[] | undefined;
  readonly onFailure?: FlowHook | readonly FlowHook[] | undefined;
  readonly onCancellation?: FlowHook | readonly FlowHook[] | undefined;
  readonly onCrashed?: FlowHook | readonly FlowHook[] | undefined;
}

export interface FlowCallOptions {
  /** Futures and states that must be completed first. */
  readonly waitFor?: readonly unknown[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly runName?: string | undefined;
  /** Resolves with the final state instead of the result, and does not throw when the run fails. */
  readonly returnState?: boolean | undefined;
}

/** A function whose calls are flow runs. */
export interface Flow<A extends unknown[] = unknown[], R = unknown> {
  (...args: Inputs<A>): Promise<R>;
  readonly name: string;
  readonly version: string;
  readonly description: string | undefined;
  /** The schema of the parameters, where there is one. */
  readonly parameters: StandardSchema | undefined;
  /** The names of the parameters, where they could be read. */
  readonly parameterNames: readonly string[] | undefined;
  /** The defaults that are written as literals, by parameter. */
  readonly parameterDefaults: Readonly<Record<string, unknown>>;
  /** The function itself: no run, no state. */
  readonly fn: (...args: A) => R | Promise<R>;
  /** The same flow with some options changed. */
  withOptions(options: FlowOptions): Flow<A, R>;
  /** Options of one call: `train.opts({ tags: ["nightly"] })(path)`. */
  opts(options: FlowCallOptions & { readonly returnState: true }): (...args: Inputs<A>) => Promise<State<R>>;
  opts(options: FlowCallOptions & { readonly returnState?: false | undefined }): (...args: Inputs<A>) => Promise<R>;
  readonly [FLOW_HANDLE]: FlowHandle;
}

type FlowOf<F extends PlainFunction> = Flow<Parameters<F>, Awaited<ReturnType<F>>>;

/**
 * Makes a flow of a function. Calls are runs: recorded, retried, logged. The function stays usable as `.fn`.
 *
 *     const train = flow({ name: "train", retries: 2 }, async (path: string) => { ... });
 *     await train("data.csv");
 */
export function flow<F extends PlainFunction>(fn: F): FlowOf<F>;
export function flow<S extends StandardSchema, R>(
  options: FlowOptions<OutputOf<S>> & { readonly parameters: S },
  fn: (parameters: OutputOf<S>) => R,
): Flow<[parameters: InputOf<S>], Awaited<R>>;
export function flow<F extends PlainFunction>(
  options: FlowOptions & { readonly parameters?: undefined },
  fn: F,
): FlowOf<F>;
export function flow(first: FlowOptions | UserFunction, second?: UserFunction): Flow {
  const [options, fn] = typeof first === "function" ? [{}, first] : [first, second];
  if (typeof fn !== "function") throw invalidOption("flow() takes a function, or options and a function.");
  return wrap(fn, options);
}

function wrap(fn: UserFunction, options: FlowOptions): Flow {
  const definition = define(fn, options);
  const call = (...args: unknown[]) => startFlow({ definition, args });
  return Object.defineProperties(call, {
    name: { value: definition.name },
    version: { get: () => definition.version },
    description: { value: definition.description },
    parameters: { value: definition.schema },
    parameterNames: { value: readableNames(definition) },
    parameterDefaults: {
      value: definition.parameterNames.kind === "positional" ? definition.parameterNames.defaults : {},
    },
    fn: { value: fn },
    withOptions: { value: (changes: FlowOptions) => wrap(fn, { ...options, ...changes }) },
    opts: {
      value:
        ({ returnState, ...callOptions }: FlowCallOptions) =>
        (...args: unknown[]) =>
          startFlow({ definition, args, returnState, ...callOptions }),
    },
    [FLOW_HANDLE]: {
      value: {
        runScheduled: (id: string) => runScheduledFlow(definition, id),
        runMissedHooks: (id: string) => runMissedHooks(definition, id),
      } satisfies FlowHandle,
    },
  }) as unknown as Flow;
}

function define(fn: UserFunction, options: FlowOptions): FlowDefinition {
  checkedFunction("flow", fn);
  const names: ParameterNames = options.parameters === undefined ? parameterNames(fn) : { kind: "object", names: [] };
  return {
    name: checkedName("flow", options.name, fn),
    get version() {
      return options.version ?? createHash("sha256").update(fn.toString()).digest("hex").slice(0, 32);
    },
    description: options.description,
    fn,
    parameterNames: names,
    schema: options.parameters,
    flowRunName: options.flowRunName,
    retries: checkedCount("retries", options.retries),
    retryDelaySeconds: checkedSeconds("retryDelaySeconds", options.retryDelaySeconds ?? 0),
    timeoutSeconds: checkedTimeout(options.timeoutSeconds),
    concurrency: checkedConcurrency(options.concurrency),
    logPrints: options.logPrints,
    persistResult: options.persistResult,
    storage: options.results?.storage,
    unawaited: options.unawaited ?? "wait",
    unobserved: options.unobserved ?? "fail",
    hooks: {
      running: listOf("onRunning", options.onRunning),
      completed: listOf("onCompletion", options.onCompletion),
      failed: listOf("onFailure", options.onFailure),
      cancelled: listOf("onCancellation", options.onCancellation),
      crashed: listOf("onCrashed", options.onCrashed),
    },
  };
}

function checkedConcurrency(concurrency: number | undefined): number {
  if (concurrency === undefined) return DEFAULT_CONCURRENCY;
  if (Number.isInteger(concurrency) && concurrency >= 1) return concurrency;
  throw invalidOption(`concurrency must be a whole number, 1 or more, not ${concurrency}.`);
}

/** A schema knows its own names. */
function readableNames({ schema, parameterNames }: FlowDefinition): readonly string[] | undefined {
  return schema !== undefined || parameterNames.kind === "unreadable" ? undefined : parameterNames.names;
}

/** Whether a value is a flow, of this copy of the package or of another. */
export function isFlow(value: unknown): value is Flow {
  return typeof value === "function" && FLOW_HANDLE in value;
}
