import { PASS } from "../../rule.js";
import { ANY_OR_NONE, states } from "../../state-sets.js";
import type { TaskRunRule } from "../../task-run-snapshot.js";

/** Remembers during which attempt of the flow run the task ran: a later attempt is a retry of it. */
export const trackFlowRunAttempt: TaskRunRule = {
  name: "track-flow-run-attempt",
  from: ANY_OR_NONE,
  to: states("RUNNING"),
  judge({ run }) {
    if (run.flowRun === null) return PASS;
    return { kind: "pass", changes: { flowRunRunCount: run.flowRun.runCount } };
  },
};
