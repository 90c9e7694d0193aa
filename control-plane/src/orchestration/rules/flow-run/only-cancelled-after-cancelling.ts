import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { PASS, reject } from "../../rule.js";
import { ANY, states } from "../../state-sets.js";

/**
 * Once a cancel is asked for, the engine may still be about to report RUNNING or COMPLETED. The cancel stands: only its
 * own end is accepted.
 */
export const onlyCancelledAfterCancelling: FlowRunRule = {
  name: "only-cancelled-after-cancelling",
  from: states("CANCELLING"),
  to: ANY,
  judge({ proposed }) {
    return proposed.type === "CANCELLED" ? PASS : reject("The run is being cancelled; it can only become Cancelled.");
  },
};
