import { PASS, reject } from "../../rule.js";
import { ANY_OR_NONE, states } from "../../state-sets.js";
import type { TaskRunRule } from "../../task-run-snapshot.js";

/** An index entry has an end: Postgres refuses keys of more than about 2,700 bytes. */
export const MAX_CACHE_KEY_LENGTH = 2000;

/**
 * A completion with a cache key is found by it from now on. One whose key is too long completes all the same, and the
 * answer says why it will not be found.
 */
export const enterIntoCache: TaskRunRule = {
  name: "enter-into-cache",
  from: ANY_OR_NONE,
  to: states("COMPLETED"),
  judge({ proposed }) {
    const key = proposed.details.cache_key;
    if (key == null || key === "") return PASS;
    if (key.length > MAX_CACHE_KEY_LENGTH) {
      return reject(
        `The cache key is longer than ${MAX_CACHE_KEY_LENGTH} characters; the result is not cached.`,
        proposed,
      );
    }
    return { kind: "pass", changes: { cacheKey: key } };
  },
};
