import { formatMicros, StateName } from "kedge/contract";
import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { reject } from "../../rule.js";
import { states } from "../../state-sets.js";

/**
 * A failure with retries left becomes a wait for the next attempt. The process that reported it makes that attempt
 * itself, so the run must not be handed to another worker meanwhile (`in_process`).
 */
export const retryFailedFlows: FlowRunRule = {
  name: "retry-failed-flows",
  from: states("RUNNING"),
  to: states("FAILED"),
  judge({ proposed, run, now }) {
    if (run.retries === null || run.runCount > run.retries) return { kind: "pass", changes: { retryType: null } };
    return {
      ...reject(`Attempt ${run.runCount} of ${run.retries + 1} failed; the next one follows.`, {
        ...proposed,
        type: "SCHEDULED",
        name: StateName.AWAITING_RETRY,
        details: { scheduled_time: formatMicros(now + run.retryDelaySeconds * 1e6) },
      }),
      changes: { resuming: false, pauseKeys: [], retryType: "in_process" },
    };
  },
};
