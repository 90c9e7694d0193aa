import type { State, StateType } from "../../contract/index.js";
import { defaultStateName } from "../../contract/index.js";
import type { Paint } from "./screen.js";

type Colour = "green" | "red" | "magenta" | "blue" | "cyan" | "yellow" | "gray";

const COLOURS: Readonly<Record<StateType, Colour>> = {
  COMPLETED: "green",
  FAILED: "red",
  CRASHED: "magenta",
  RUNNING: "blue",
  PENDING: "cyan",
  SCHEDULED: "yellow",
  PAUSED: "yellow",
  CANCELLING: "gray",
  CANCELLED: "gray",
};

export function paintState(text: string, type: StateType | null, paint: Paint): string {
  return type === null ? text : paint[COLOURS[type]](text);
}

/** The type, and the name where it says more: `COMPLETED`, `SCHEDULED (AwaitingRetry)`. */
export function stateText(type: StateType | null, name: string | null): string {
  if (type === null) return "-";
  return name === null || name === defaultStateName(type) ? type : `${type} (${name})`;
}

/** `FAILED  RuntimeError: no such file`: on one line, with its message. */
export function stateLine(state: State, paint: Paint): string {
  const label = paintState(stateText(state.type, state.name), state.type, paint);
  return state.message === null || state.message === "" ? label : `${label}  ${state.message}`;
}
