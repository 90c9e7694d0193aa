import { StateName } from "kedge/contract";
import { PASS, abort, reject } from "../../rule.js";
import { ANY_OR_NONE, states } from "../../state-sets.js";
import type { TaskRunRule } from "../../task-run-snapshot.js";

/**
 * A flow's process may start tasks while its run is being cancelled, or after it was lost and another took its place. A
 * task starts only while its flow run is RUNNING; one whose flow is paused waits for it, under the pause's own terms.
 */
export const onlyInRunningFlows: TaskRunRule = {
  name: "only-in-running-flows",
  from: ANY_OR_NONE,
  to: states("RUNNING"),
  judge({ run: { flowRun } }) {
    if (flowRun === null || flowRun.stateType === "RUNNING") return PASS;
    if (flowRun.stateType !== "PAUSED") {
      return abort(`The flow run must be RUNNING for a task to start; it is ${flowRun.stateType ?? "in no state"}.`);
    }
    const { pause_timeout, pause_reschedule } = flowRun.stateDetails;
    return reject(`The flow run ${flowRun.id} is paused; its tasks can start when it has been resumed.`, {
      type: "PAUSED",
      name: StateName.NOT_READY,
      message: null,
      data: null,
      details: {
        ...(pause_timeout != null && { pause_timeout }),
        ...(pause_reschedule && { pause_reschedule }),
      },
    });
  },
};
