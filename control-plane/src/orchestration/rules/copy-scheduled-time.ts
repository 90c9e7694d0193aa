import { PASS, type Rule } from "../rule.js";
import { states } from "../state-sets.js";

/**
 * A worker may move a run to PENDING before it is due (it fetches ahead). The scheduled time travels along, so that
 * `wait-for-scheduled-time` can still hold the run back at RUNNING.
 */
export const copyScheduledTime: Rule<unknown> = {
  name: "copy-scheduled-time",
  from: states("SCHEDULED"),
  to: states("PENDING"),
  judge({ current, proposed }) {
    const scheduledTime = current?.state_details.scheduled_time;
    if (scheduledTime == null || proposed.details.scheduled_time != null) return PASS;
    return { kind: "pass", proposed: { ...proposed, details: { ...proposed.details, scheduled_time: scheduledTime } } };
  },
};
