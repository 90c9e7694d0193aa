import { PASS, abort } from "../../rule.js";
import { states } from "../../state-sets.js";
import type { TaskRunRule } from "../../task-run-snapshot.js";

/**
 * PENDING is how a task worker claims a background task: of two that were handed the same one, the second must be turned
 * away.
 */
export const onePendingAtATime: TaskRunRule = {
  name: "one-pending-at-a-time",
  from: states("PENDING", "RUNNING", "CANCELLING", "CANCELLED"),
  to: states("PENDING"),
  judge({ current, proposed }) {
    const isProgress = current?.type === "PENDING" && proposed.name !== "Pending" && proposed.name !== current.name;
    if (!isProgress) return abort(`The task run is ${current?.type}; it cannot become PENDING.`);
    const scheduledTime = current.state_details.scheduled_time;
    if (scheduledTime == null) return PASS;
    return { kind: "pass", proposed: { ...proposed, details: { ...proposed.details, scheduled_time: scheduledTime } } };
  },
};
