import { microsOf } from "kedge/contract";
import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { PASS, reject } from "../../rule.js";
import { ANY, TERMINAL, states } from "../../state-sets.js";

const RESUMING = { changes: { resuming: true } } as const;

/**
 * Resuming races the pause's own timeout: past it the run has failed, whatever is proposed. A cancel is no resumption; it
 * is never too late.
 */
export const handleResuming: FlowRunRule = {
  name: "handle-resuming",
  from: states("PAUSED"),
  to: ANY,
  judge({ current, proposed, run, now }) {
    if (proposed.type === "CANCELLING") return { ...PASS, ...RESUMING };
    const isAllowed = proposed.type === "RUNNING" || proposed.type === "SCHEDULED" || TERMINAL.has(proposed.type);
    if (!isAllowed)
      return reject(`A paused run can be resumed, scheduled or ended; it cannot become ${proposed.type}.`);
    if (current?.state_details.pause_reschedule === true && !run.hasDeployment) {
      return reject("A suspended run can only be resumed by its deployment, which it no longer has.");
    }
    const timeout = current?.state_details.pause_timeout;
    if (timeout == null || microsOf(timeout) >= now) return { ...PASS, ...RESUMING };
    const failed = {
      type: "FAILED",
      name: "Failed",
      message: "The flow was paused and never resumed.",
      data: null,
      details: {},
    } as const;
    return { ...reject(`The pause ended at ${timeout} without being resumed.`, failed), ...RESUMING };
  },
};
