import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { abort, PASS } from "../../rule.js";
import { states } from "../../state-sets.js";

/**
 * PENDING is how a stock worker claims a run: two workers that fetched the same run both propose it, and the second must
 * be turned away. Going on to a named PENDING state (Submitting, InfrastructurePending) is progress by the same worker.
 */
export const onePendingAtATime: FlowRunRule = {
  name: "one-pending-at-a-time",
  from: states("PENDING", "RUNNING", "CANCELLING", "CANCELLED"),
  to: states("PENDING"),
  judge({ current, proposed }) {
    const isProgress = current?.type === "PENDING" && proposed.name !== "Pending" && proposed.name !== current.name;
    if (!isProgress) return abort(`The run is ${current?.type}; it cannot become PENDING.`);
    const scheduledTime = current.state_details.scheduled_time;
    if (scheduledTime == null) return PASS;
    return { kind: "pass", proposed: { ...proposed, details: { ...proposed.details, scheduled_time: scheduledTime } } };
  },
};
