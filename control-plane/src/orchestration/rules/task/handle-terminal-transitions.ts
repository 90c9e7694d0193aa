import { StateName } from "kedge/contract";
import { PASS, abort, reject } from "../../rule.js";
import { ANY, TERMINAL } from "../../state-sets.js";
import type { TaskRunRule } from "../../task-run-snapshot.js";
import { isPersistedResult } from "../persisted-result.js";

/**
 * What has ended stays ended, against a late report of a crash or a cancel that raced with the end, and against another
 * run of what has a stored result. A task that may run again (its flow run is tried again) begins anew: its retries are
 * counted from zero.
 */
export const handleTerminalTransitions: TaskRunRule = {
  name: "handle-terminal-transitions",
  from: TERMINAL,
  to: ANY,
  judge({ current, proposed, run }) {
    if (proposed.type === "CANCELLING" || proposed.type === "PAUSED" || proposed.type === "CRASHED") {
      return abort(`The task run has ended already: it is ${current!.type}.`);
    }
    if (current!.type === "COMPLETED" && isPersistedResult(current!.data)) {
      return reject("The task run has completed with a stored result.");
    }
    if (TERMINAL.has(proposed.type)) return PASS;
    const isFlowRetry = run.flowRun !== null && run.flowRunRunCount < run.flowRun.runCount;
    const isRetrying = proposed.type === "RUNNING" && isFlowRetry;
    return {
      kind: "pass",
      proposed: isRetrying ? { ...proposed, name: StateName.RETRYING } : proposed,
      changes: { runCount: 0 },
    };
  },
};
