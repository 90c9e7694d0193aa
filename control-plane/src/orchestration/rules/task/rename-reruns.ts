import { StateName } from "kedge/contract";
import { PASS } from "../../rule.js";
import { ANY, states } from "../../state-sets.js";
import type { TaskRunRule } from "../../task-run-snapshot.js";

/** People shall see that this isn't the first time: after a wait for a retry it is Retrying, otherwise Rerunning. */
export const renameReruns: TaskRunRule = {
  name: "rename-reruns",
  from: ANY,
  to: states("RUNNING"),
  judge({ current, proposed, run }) {
    if (run.runCount === 0) return PASS;
    const name = current!.name === StateName.AWAITING_RETRY ? StateName.RETRYING : StateName.RERUNNING;
    return { kind: "pass", proposed: { ...proposed, name } };
  },
};
