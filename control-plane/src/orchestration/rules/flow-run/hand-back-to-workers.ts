import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { PASS } from "../../rule.js";
import { allBut, states } from "../../state-sets.js";

/**
 * A run that once retried in its own process, and is later suspended or rescheduled, has no process that would make the
 * next attempt. Still marked `in_process` no worker would ever be given it.
 */
export const handBackToWorkers: FlowRunRule = {
  name: "hand-back-to-workers",
  from: allBut("SCHEDULED"),
  to: states("SCHEDULED"),
  judge({ run }) {
    return run.retryType === "in_process" ? { kind: "pass", changes: { retryType: null } } : PASS;
  },
};
