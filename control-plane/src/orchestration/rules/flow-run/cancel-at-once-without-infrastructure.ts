import { StateName } from "kedge/contract";
import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { PASS, reject } from "../../rule.js";
import { states } from "../../state-sets.js";

/**
 * CANCELLING waits for somebody to tear the infrastructure down. Where there is none, nobody would ever do so and the run
 * would hang: it is cancelled at once.
 */
export const cancelAtOnceWithoutInfrastructure: FlowRunRule = {
  name: "cancel-at-once-without-infrastructure",
  from: states("SCHEDULED", "PAUSED"),
  to: states("CANCELLING"),
  judge({ current, proposed, run }) {
    const isWaitingToStart =
      current?.type === "SCHEDULED" &&
      // A run that is back in the queue has lost the infrastructure it once had, though it still names it.
      (!run.hasInfrastructure || run.retryType === "reschedule" || current.name === StateName.RESUMING);
    const isSuspended = current?.type === "PAUSED" && current.state_details.pause_reschedule === true;
    if (!isWaitingToStart && !isSuspended) return PASS;
    return reject("Nothing is running that would have to be stopped first.", {
      ...proposed,
      type: "CANCELLED",
      name: "Cancelled",
    });
  },
};
