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
    const { policy } = run;
    if (policy.retries === null || run.runCount > policy.retries) {
      return { kind: "pass", changes: { policy: { ...policy, retry_type: null } } };
    }
    const delayMicros = (policy.retry_delay ?? 0) * 1e6;
    return {
      ...reject(`Attempt ${run.runCount} of ${policy.retries + 1} failed; the next one follows.`, {
        ...proposed,
        type: "SCHEDULED",
        name: StateName.AWAITING_RETRY,
        details: { scheduled_time: formatMicros(now + delayMicros) },
      }),
      changes: { policy: { ...policy, resuming: false, pause_keys: [], retry_type: "in_process" } },
    };
  },
};
