import type { StateType } from "kedge/contract";
import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { abort, PASS, reject } from "../../rule.js";
import { ANY, TERMINAL, states } from "../../state-sets.js";
import { isPersistedResult } from "../persisted-result.js";

const NEVER_AFTER_THE_END: ReadonlySet<StateType> = states("CANCELLING", "PAUSED", "CRASHED");

/**
 * A late report must not undo an end: a crash seen by the supervisor after the engine reported COMPLETED, a cancel that
 * arrives too late, the attempt's own RUNNING that was sent first and delivered last. Leaving a terminal state is a retry by
 * a person: it needs a deployment to run again from, and starts with fresh bookkeeping.
 */
export const handleTerminalTransitions: FlowRunRule = {
  name: "handle-terminal-transitions",
  from: TERMINAL,
  to: ANY,
  judge({ current, proposed, run, byAttempt = false }) {
    if (NEVER_AFTER_THE_END.has(proposed.type)) return abort(`The run has already ended as ${current?.type}.`);
    if (TERMINAL.has(proposed.type)) return PASS;
    if (byAttempt) return abort(`This attempt of the run has already ended as ${current?.type}.`);
    if (current?.type === "COMPLETED" && isPersistedResult(current.data)) {
      return reject("The run has completed and its result is stored.");
    }
    if (proposed.type === "SCHEDULED" && !run.hasDeployment) {
      return abort("A run without a deployment cannot be scheduled again; start the flow anew.");
    }
    const retryType = proposed.type === "SCHEDULED" ? "reschedule" : null;
    return { kind: "pass", changes: { resuming: false, pauseKeys: [], retryType } };
  },
};
