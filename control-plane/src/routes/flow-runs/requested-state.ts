import type { StateCreate } from "kedge/contract";
import type { RequestContext } from "../../http/route.js";
import { proposedState, type ProposedState } from "../../orchestration/transition.js";

/**
 * The state that a caller asks for. A cancel is remembered with whoever asked for it; a stock client does not say, so it is
 * named by what it is.
 */
export function requestedState(state: StateCreate, { prefectVersion, fence }: RequestContext): ProposedState {
  const proposed = proposedState(state);
  const isAnonymousCancel = proposed.type === "CANCELLING" && proposed.details.cancelled_by === undefined;
  if (!isAnonymousCancel || fence !== null || prefectVersion === null) return proposed;
  return { ...proposed, details: { ...proposed.details, cancelled_by: `a Prefect ${prefectVersion} client` } };
}
