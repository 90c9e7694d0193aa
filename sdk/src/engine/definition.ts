import type { NamedParameters } from "../arguments/flow-parameters.js";
import type { ParameterNames } from "../arguments/parameter-names.js";
import type { ResultStorage } from "../results/index.js";
import type { StandardSchema } from "../standard-schema.js";
import type { FlowHook, TaskHook } from "./hooks.js";

/** A user's function: arguments and result are typed where it was wrapped, not here. */
export type UserFunction = (...args: unknown[]) => unknown;

/** What `flow()` was given, checked and complete. */
export interface FlowDefinition {
  readonly name: string;
  readonly version: string;
  readonly description: string | undefined;
  readonly fn: UserFunction;
  readonly parameterNames: ParameterNames;
  readonly schema: StandardSchema | undefined;
  readonly flowRunName: string | ((parameters: NamedParameters) => string | Promise<string>) | undefined;
  readonly retries: number;
  readonly retryDelaySeconds: number;
  readonly timeoutSeconds: number | undefined;
  readonly concurrency: number;
  /** Undefined: as the parent run, else as the settings say. */
  readonly logPrints: boolean | undefined;
  readonly persistResult: boolean | undefined;
  readonly storage: ResultStorage | undefined;
  readonly unawaited: "wait" | "cancel" | "fail";
  readonly unobserved: "fail" | "warn";
  readonly hooks: Readonly<Record<"running" | "completed" | "failed" | "cancelled" | "crashed", readonly FlowHook[]>>;
}

/** Seconds before retry number `attempt` (1 is the first retry). */
export type RetryDelay = number | readonly number[] | ((context: { attempt: number; error: unknown }) => number);

export interface CacheKeyContext {
  readonly taskKey: string;
  readonly taskName: string;
  readonly flowRunId: string | undefined;
  readonly parameterNames: ParameterNames;
}

export interface RetryContext {
  readonly error: unknown;
  /** 1 when the first attempt has just failed. */
  readonly attempt: number;
}

/** What `task()` was given, checked and complete. */
export interface TaskDefinition {
  readonly name: string;
  /** Names the task across runs: for the plane's rows and for cache records. */
  readonly key: string;
  readonly version: string | undefined;
  readonly fn: UserFunction;
  readonly parameterNames: ParameterNames;
  readonly taskRunName: string | ((...args: unknown[]) => string | Promise<string>) | undefined;
  readonly retries: number;
  readonly retryDelay: RetryDelay;
  readonly retryJitterFactor: number;
  readonly retryCondition: ((context: RetryContext) => boolean | Promise<boolean>) | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly tags: readonly string[];
  readonly cacheKey: ((context: CacheKeyContext, args: readonly unknown[]) => unknown) | undefined;
  readonly cacheExpirationSeconds: number | undefined;
  readonly refreshCache: boolean;
  readonly logPrints: boolean | undefined;
  readonly persistResult: boolean | undefined;
  readonly storage: ResultStorage | undefined;
  readonly hooks: Readonly<Record<"running" | "completed" | "failed", readonly TaskHook[]>>;
}
