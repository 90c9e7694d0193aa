import type { State } from "../../contract/index.js";
import { clockTime } from "./clock-time.js";
import type { Screen } from "./screen.js";
import { stateLine } from "./state-label.js";

/** A line a state, oldest first, under a heading; empty where there is none. */
export function stateHistory({ paint }: Screen, states: readonly State[]): string {
  if (states.length === 0) return "";
  const lines = states.map((state) => `  ${paint.dim(clockTime(state.timestamp))}  ${stateLine(state, paint)}`);
  return `\n\n${paint.dim("states")}\n${lines.join("\n")}`;
}
