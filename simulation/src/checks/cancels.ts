import { stateOf } from "../plane/rows.js";
import type { Check, CheckContext } from "./check.js";

/** I14: after a cancel is confirmed no new attempt starts, and in the end nothing is left of the old one. */
export function cancelsCheck({ complain, tables, jobs }: CheckContext): Check {
  /** By run, the state that was confirmed. */
  const cancelled = new Map<string, string>();
  let lost: ReadonlySet<string> = new Set();
  return {
    acknowledged(runId, { id, type }) {
      if ((type === "CANCELLING" || type === "CANCELLED") && !lost.has(id)) cancelled.set(runId, id);
    },
    // Somebody wants it to run after all.
    committed({ id }, { type }) {
      if (type === "SCHEDULED") cancelled.delete(id);
    },
    claimed({ id }) {
      if (cancelled.has(id)) complain("I14", `${id} was claimed after it was cancelled`);
    },
    restored(states) {
      lost = states;
      for (const [runId, id] of cancelled) if (lost.has(id)) cancelled.delete(runId);
    },
    atEnd() {
      for (const { process, of } of jobs()) {
        const state = stateOf(tables().runs.get(of.runId)!);
        // What a killed worker has left running nobody adopts yet.
        if (of.worker.isAlive) complain("I14", `${process.name} goes on though its run is ${state.type}`);
      }
    },
  };
}
