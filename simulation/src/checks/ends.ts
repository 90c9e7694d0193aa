import { isTerminal, type State, type StateType } from "kedge/contract";
import { stateOf } from "../plane/rows.js";
import type { Check, CheckContext } from "./check.js";

/** I3: an end that was confirmed is in the history as it was. I8: once nothing breaks any more, every run ends. */
export function endsCheck({ complain, tables }: CheckContext): Check {
  const confirmed: { readonly runId: string; readonly state: State }[] = [];
  let lost: ReadonlySet<string> = new Set();
  return {
    acknowledged(runId, state) {
      if (isTerminal(state.type)) confirmed.push({ runId, state });
    },
    committed({ id, history }, { type, fence }) {
      const before = history.at(-2)!;
      const isUndone = isTerminal(before.type) && !isTerminal(type as StateType);
      if (isUndone && fence !== null) complain("I3", `${id} was ${before.type} and is ${type} by its own attempt`);
    },
    // That is what restoring a backup means.
    restored: (states) => void (lost = states),
    atEnd() {
      const { runs, leases } = tables();
      for (const { runId, state } of confirmed.filter(({ state }) => !lost.has(state.id))) {
        const kept = runs.get(runId)?.history.find(({ id }) => id === state.id);
        if (kept?.type !== state.type) {
          complain("I3", `${runId} was confirmed ${state.type}, which is ${kept?.type ?? "gone"}`);
        }
      }
      for (const run of runs.values()) {
        const state = stateOf(run);
        if (isTerminal(state.type)) continue;
        complain("I8", `${run.id} is still ${state.type}/${state.name} since ${state.timestamp}`);
      }
      for (const { runId } of leases.values()) complain("I5", `${runId} has left a lease behind`);
    },
  };
}
