import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { PASS } from "../../rule.js";
import { states } from "../../state-sets.js";

/**
 * Who asks for a cancel says so once, with CANCELLING; whoever then reports CANCELLED is a worker or the plane itself, and a
 * stock engine that is told of a cancel forces a CANCELLING of its own first.
 * The end names the one who wanted it and when, so that nobody has to look for it in a history that may be trimmed.
 */
export const rememberWhoCancelled: FlowRunRule = {
  name: "remember-who-cancelled",
  from: states("CANCELLING"),
  to: states("CANCELLING", "CANCELLED"),
  judge({ current, proposed }) {
    if (current === null) return PASS;
    const { cancelled_by: by, cancel_requested: requested } = current.state_details;
    if (by == null) return PASS;
    const who = { cancelled_by: by, cancel_requested: requested ?? current.timestamp };
    return { kind: "pass", proposed: { ...proposed, details: { ...proposed.details, ...who } } };
  },
};
