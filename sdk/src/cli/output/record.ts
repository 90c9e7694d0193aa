import { oneLine } from "./printable.js";
import type { Screen } from "./screen.js";

/** Label and value; entries whose value is null are left out. */
export type Entry = readonly [label: string, value: string | null];

/** One object, a line a field, values aligned. Values may carry colours; their control characters must be gone already. */
export function record(screen: Screen, entries: readonly Entry[]): string {
  const present = entries.filter((entry): entry is readonly [string, string] => entry[1] !== null);
  const width = Math.max(...present.map(([label]) => label.length));
  return present.map(([label, value]) => `${screen.paint.dim(label.padEnd(width))}  ${value}`).join("\n");
}

/** Free-form JSON on one line, or null where there is nothing in it. */
export function compactJson(value: object | null): string | null {
  if (value === null || Object.keys(value).length === 0) return null;
  return oneLine(JSON.stringify(value));
}
