import { endOf } from "../../../../control-plane/src/dispatch/reap-lapsed-leases.js";
import { PlaneError } from "../../../../control-plane/src/errors.js";
import { REAPER_REST_MS } from "../../../../control-plane/src/services/lease-reaper.js";
import type { LoopParts } from "./loop.js";

/** As the plane's reaper does, by the same end of an attempt; leases that lapsed together come in any order. */
export async function reapOnce({ process, database, transitions, random, wiring }: LoopParts): Promise<number> {
  const lapsed = await database.run(process, (store) => random.shuffled(store.lapsedLeases()));
  await Promise.all(
    lapsed.map(async (lease) => {
      const attempt = { workspaceId: "", runId: lease.flow_run_id, force: false, fence: lease.fence };
      try {
        await transitions.propose({ ...attempt, state: endOf(lease), endsAttempt: wiring.reapingEndsAttempt });
      } catch (error) {
        // Claimed anew between the look and the proposal.
        if (!(error instanceof PlaneError)) throw error;
      }
    }),
  );
  const next = await database.run(process, (store) => store.nextLapseMs());
  return next === null ? REAPER_REST_MS : Math.min(Math.max(next, 50), REAPER_REST_MS);
}
