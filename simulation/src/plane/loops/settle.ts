import { currentState } from "../../../../control-plane/src/db/rows/state-row.js";
import { whatIsLeft } from "../../../../control-plane/src/settling/what-is-left.js";
import type { LoopParts } from "./loop.js";

const REST_MS = 10_000;
const LIMITS = { cancelLimitSeconds: 30 };

/** Ends cancels that nobody carries out, by the plane's own judgement of what is left. */
export async function settleOnce({ process, database, transitions }: LoopParts): Promise<number> {
  const unsettled = await database.run(process, (store) => store.unsettledRuns());
  for (const { run, isHeld, now } of unsettled) {
    const { end } = whatIsLeft({ name: run.name, state: currentState(run)!, isHeld, now }, LIMITS);
    const proposal = { workspaceId: "", runId: run.id, force: false, fence: null, onlyFrom: run.state_id! };
    if (end !== null) await transitions.propose({ ...proposal, state: end });
  }
  return REST_MS;
}
