import { PASS, reject, type Rule } from "../rule.js";
import { states } from "../state-sets.js";
import { isPersistedResult } from "./persisted-result.js";

/**
 * Two reports of one run's end may race (a worker's and the engine's). The one that knows where the result lies must not
 * be overwritten by one that doesn't, not even by force.
 */
export const preventResultLoss: Rule<unknown> = {
  name: "prevent-result-loss",
  from: states("COMPLETED"),
  to: states("COMPLETED"),
  judge({ current, proposed }) {
    if (!isPersistedResult(current?.data) || isPersistedResult(proposed.data)) return PASS;
    return reject("The run has completed with a stored result; a completion without one would lose it.");
  },
};
