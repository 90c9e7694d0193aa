import type { Micros } from "kedge/contract";
import type { Recurrence } from "./recurrence.js";

/** Which instants of a schedule somebody asks runs for. The earlier bounds give way to the later ones. */
export interface InstantsWindow {
  /** The first that counts. */
  readonly from: Micros;
  /** At least so many, and until so long after `from`. */
  readonly minRuns: number;
  readonly minSpan: Micros;
  /** None after this. */
  readonly until: Micros;
  readonly maxRuns: number;
}

/** The fewest instants that satisfy the window. Pure. */
export function instantsInWindow(recurrence: Recurrence, window: InstantsWindow): Micros[] {
  const { from, minRuns, minSpan, until, maxRuns } = window;
  const instants: Micros[] = [];
  if (maxRuns <= 0) return instants;
  for (const instant of recurrence.instants(from)) {
    if (instant > until) break;
    instants.push(instant);
    const isEnough = instants.length >= minRuns && instant >= from + minSpan;
    if (isEnough || instants.length >= maxRuns) break;
  }
  return instants;
}
