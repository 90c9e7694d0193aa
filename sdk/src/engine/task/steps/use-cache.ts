import { formatMicros } from "../../../contract/index.js";
import { nowMicros } from "../../../clock.js";
import { KedgeError } from "../../../errors.js";
import { storageKey, type StoredResult } from "../../../results/index.js";
import { Completed, type State } from "../../../states/index.js";
import { failedBy } from "../../failed-by.js";
import { resultStoreOf } from "../result-store-of.js";
import type { TaskRun } from "../task-run.js";
import type { TaskStep } from "../task-step.js";

const MAX_KEY_LENGTH = 2000;

/** An unexpired result under the same key ends the run as Cached; otherwise a completed run leaves its result there. */
export const useCache: TaskStep = async (run, next) => {
  if (run.definition.cacheKey === undefined) return next();
  try {
    const key = await keyOf(run, run.definition.cacheKey);
    if (key === undefined) return await next();
    run.cacheKey = key;
    const place = storageKey(run.definition.key, key);
    const hit = refreshes(run) ? undefined : await lookUp(run, place);
    if (hit !== undefined) return cached(hit, key);
    const state = await next();
    return state.isCompleted() ? await keep(run, place, state) : state;
  } catch (error) {
    return failedBy("Task run", error);
  }
};

function refreshes(run: TaskRun): boolean {
  return run.options.refreshCache ?? run.definition.refreshCache;
}

async function keyOf(run: TaskRun, cacheKey: NonNullable<TaskRun["definition"]["cacheKey"]>) {
  const { key, name, parameterNames } = run.definition;
  const context = { taskKey: key, taskName: name, flowRunId: run.flowRunId, parameterNames };
  const made = await cacheKey(context, run.args);
  if (made === undefined || made === null) return undefined;
  if (typeof made === "string" && made !== "" && made.length <= MAX_KEY_LENGTH) return made;
  throw new KedgeError("INVALID_CACHE_KEY", `cacheKeyFn of task '${name}' returned ${describe(made)}.`, {
    hint: `A cache key is a text of 1 to ${MAX_KEY_LENGTH} characters; return undefined for no caching.`,
  });
}

function describe(made: unknown): string {
  return typeof made === "string" ? `a text of ${made.length} characters` : `a value of type ${typeof made}`;
}

async function lookUp(run: TaskRun, place: string): Promise<StoredResult | undefined> {
  try {
    const stored = await resultStoreOf(run).read(place);
    const expired = stored?.expiration != null && stored.expiration <= formatMicros(nowMicros());
    return expired ? undefined : stored;
  } catch (error) {
    // A record that cannot be read costs one execution, which replaces it.
    run.logger.warning(`The cached result is not used: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function cached(hit: StoredResult, key: string): State {
  return Completed({ name: "Cached", message: `Cached result of key ${key}.`, data: hit.value }).with({
    reference: hit.reference,
    details: { cache_key: key, cache_expiration: hit.expiration },
  });
}

async function keep(run: TaskRun, place: string, state: State): Promise<State> {
  const { cacheExpirationSeconds } = run.definition;
  const expiration =
    cacheExpirationSeconds === undefined ? null : formatMicros(nowMicros() + cacheExpirationSeconds * 1_000_000);
  const reference = await resultStoreOf(run).write(place, state.value?.of, expiration);
  run.cacheExpiration = expiration ?? undefined;
  return state.with({ reference, details: { cache_key: run.cacheKey, cache_expiration: expiration } });
}
