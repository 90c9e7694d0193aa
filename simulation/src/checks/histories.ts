import { fold } from "../../../control-plane/src/verify/flow-run-history/fold.js";
import { illegalSteps } from "../../../control-plane/src/verify/flow-run-history/illegal-steps.js";
import type { Check, CheckContext } from "./check.js";

/** I4: a history is a path that the rules allow and folds to the run. I6: a tick of a schedule makes one run. */
export function historiesCheck({ complain, tables }: CheckContext): Check {
  return {
    atEnd() {
      const ticks = new Map<string, number>();
      for (const { id, history, runCount, idempotencyKey } of tables().runs.values()) {
        for (const step of illegalSteps(history)) complain("I4", `${id}: ${step}`);
        const [first, ...rest] = history;
        const { runCounts } = fold([first!, ...rest]);
        if (!runCounts.has(runCount))
          complain("I4", `${id} was run ${[...runCounts].join(" or ")} times, not ${runCount}`);
        const tick = /^tick \d+/.exec(idempotencyKey)?.[0];
        if (tick !== undefined) ticks.set(tick, (ticks.get(tick) ?? 0) + 1);
      }
      for (const [tick, runs] of ticks) if (runs > 1) complain("I6", `${tick} made ${runs} runs`);
    },
  };
}
