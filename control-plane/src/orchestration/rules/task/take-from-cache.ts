import { StateName } from "kedge/contract";
import { PASS, reject } from "../../rule.js";
import { ANY_OR_NONE, states } from "../../state-sets.js";
import type { TaskRunRule } from "../../task-run-snapshot.js";

/**
 * A task whose result is known need not run. Two runs of one key may still both run: the first enters its result when it
 * has completed, and one that started before that finds nothing. Caching saves work; it doesn't exclude.
 */
export const takeFromCache: TaskRunRule = {
  name: "take-from-cache",
  from: ANY_OR_NONE,
  to: states("RUNNING"),
  judge({ proposed, run }) {
    if (proposed.details.cache_key == null || proposed.details.refresh_cache || run.cached === null) return PASS;
    return reject("The result is taken from the cache.", { ...run.cached, name: StateName.CACHED });
  },
};
