import type { StateType } from "kedge/contract";

/**
 * Transitions about which every rule says the same whatever else is known of the run: they are committed without reading
 * it first, guarded by the state it is in. The statement also looks for a repeat and for a start that is still to come;
 * whatever it refuses takes the long way. A test holds this table against the rules over all pairs.
 */
const CONTEXT_FREE: Partial<Record<StateType, readonly StateType[]>> = {
  RUNNING: ["PENDING", "SCHEDULED"],
  COMPLETED: ["RUNNING", "PENDING", "SCHEDULED"],
  CANCELLED: ["RUNNING", "PENDING", "SCHEDULED"],
};

/** The states from which `to` needs no rule, or null when there are none. */
export function contextFreeFrom(to: StateType): readonly StateType[] | null {
  return CONTEXT_FREE[to] ?? null;
}
