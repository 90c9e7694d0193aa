import { microsOf } from "kedge/contract";
import { PASS, type Rule } from "../rule.js";
import { states } from "../state-sets.js";

/**
 * Keeps a run from starting before its time: a retry whose delay has not passed, or a run that was fetched ahead. The
 * engine asks again after the delay. Under half a second counts as now, since the wire has whole seconds only.
 */
export const waitForScheduledTime: Rule<unknown> = {
  name: "wait-for-scheduled-time",
  from: states("SCHEDULED", "PENDING"),
  to: states("RUNNING"),
  judge({ current, now }) {
    const scheduledTime = current?.state_details.scheduled_time;
    if (scheduledTime == null) return PASS;
    const delaySeconds = Math.round((microsOf(scheduledTime) - now) / 1e6);
    if (delaySeconds <= 0) return PASS;
    return { kind: "wait", delaySeconds, reason: `The run is scheduled for ${scheduledTime}.` };
  },
};
