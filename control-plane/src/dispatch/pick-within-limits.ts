import type { Connection } from "../db/connect.js";
import { lockPoolSlots } from "../db/queries/lock-pool-slots.js";
import { lockWaitingLimits } from "../db/queries/lock-waiting-limits.js";
import {
  selectClaimCandidates,
  type Candidate,
  type SelectClaimCandidatesParams,
} from "../db/queries/select-claim-candidates.js";
import { pickRuns } from "./pick-runs.js";

/**
 * The runs that fit under every limit, in the order of claims. Until the end of the transaction nobody else takes a slot of
 * the pool or of the limits that its runs wait for, and the runs stay locked.
 */
export async function pickWithinLimits(
  transaction: Connection,
  params: Omit<SelectClaimCandidatesParams, "limitIds">,
): Promise<Candidate[]> {
  await lockPoolSlots(transaction, params);
  const limitIds = await lockWaitingLimits(transaction, params);
  return pickRuns(await selectClaimCandidates(transaction, { ...params, limitIds }), params.slots);
}
