import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { abort, reject } from "../../rule.js";
import { ANY_OR_NONE, states } from "../../state-sets.js";

/**
 * A flow that pauses is run again from its start after a suspend, and meets the same pause. The key of a pause that has
 * been passed is remembered, so that it doesn't pause twice.
 */
export const handlePausing: FlowRunRule = {
  name: "handle-pausing",
  from: ANY_OR_NONE,
  to: states("PAUSED"),
  judge({ current, proposed, run, newId }) {
    const isSuspend = proposed.details.pause_reschedule === true;
    const verb = isSuspend ? "suspended" : "paused";
    if (current === null) return abort(`A run without a state cannot be ${verb}.`);
    if (current.type !== "RUNNING") return reject(`Only a running flow can be ${verb}; this run is ${current.type}.`);
    const key = proposed.details.pause_key ?? newId();
    if (run.pauseKeys.includes(key)) return reject("The run has already passed this pause.");
    if (isSuspend && run.isSubflow) return abort("A subflow cannot be suspended; suspend its parent.");
    if (isSuspend && !run.hasDeployment) return abort("Only a run of a deployment can be suspended.");
    return { kind: "pass", changes: { pauseKeys: [...run.pauseKeys, key] } };
  },
};
