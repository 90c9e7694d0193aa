import { STATE_TYPES, TERMINAL_STATE_TYPES, type StateType } from "kedge/contract";
import type { FromState } from "./rule.js";

/** Sets of states that rules start from or lead to. */
export const ANY: ReadonlySet<StateType> = new Set(STATE_TYPES);
export const ANY_OR_NONE: ReadonlySet<FromState> = new Set([...STATE_TYPES, null]);
export const TERMINAL: ReadonlySet<StateType> = new Set(TERMINAL_STATE_TYPES);

export function states<S extends FromState>(...types: S[]): ReadonlySet<S> {
  return new Set(types);
}

export function allBut(...excluded: FromState[]): ReadonlySet<FromState> {
  return new Set([...ANY_OR_NONE].filter((type) => !excluded.includes(type)));
}
