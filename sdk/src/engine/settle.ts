import { isFuture, isFutureGroup, FUTURES } from "../futures.js";
import { aggregate, Completed, isState, type State } from "../states/index.js";

/**
 * The state that a returned value stands for. A State is taken as it is. Futures and states in arrays and sets, at any
 * depth, are judged together. Anything else is the result of a completed run.
 */
export async function settleValue(value: unknown): Promise<State> {
  if (isState(value)) return value;
  if (!holdsRuns(value)) return Completed({ data: value });
  return aggregate(await statesIn(value), value);
}

/** Decided by the first leaf, so that a list of a million numbers is not searched. */
function holdsRuns(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && holdsRuns(value[0]);
  if (value instanceof Set) return value.size > 0 && holdsRuns(value.values().next().value);
  return isState(value) || isFuture(value) || isFutureGroup(value);
}

async function statesIn(value: unknown): Promise<State[]> {
  if (isState(value)) return [value];
  if (isFuture(value)) {
    value.observe();
    return [await value.settled()];
  }
  if (isFutureGroup(value)) return statesIn([...(await value[FUTURES]())]);
  if (!Array.isArray(value) && !(value instanceof Set)) return [];
  const nested = await Promise.all([...value].map(statesIn));
  return nested.flat();
}
