import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { PASS } from "../../rule.js";
import { states } from "../../state-sets.js";

/**
 * Who asks for a cancel says so once, with CANCELLING; whoever then reports CANCELLED is a worker or the plane itself.
 * The end names the one who wanted it and when, so that nobody has to look for it in a history that may be trimmed.
 */
export const rememberWhoCancelled: FlowRunRule = {
  name: "remember-who-cancelled",
  from: states("CANCELLING"),
  to: states("CANCELLED"),
  judge({ current, proposed }) {
    const by = current?.state_details.cancelled_by;
    if (current === null || by == null) return PASS;
    const who = { cancelled_by: by, cancel_requested: current.timestamp };
    return { kind: "pass", proposed: { ...proposed, details: { ...proposed.details, ...who } } };
  },
};
