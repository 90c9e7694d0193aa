import { StateName } from "kedge/contract";
import type { FlowRunRule } from "../../flow-run-snapshot.js";
import { PASS, reject } from "../../rule.js";
import { ANY_OR_NONE, states } from "../../state-sets.js";

/** Between the search for late runs and the mark, a run may have started: it is not late any more. */
export const onlyScheduledRunsAreLate: FlowRunRule = {
  name: "only-scheduled-runs-are-late",
  from: ANY_OR_NONE,
  to: states("SCHEDULED"),
  judge({ current, proposed }) {
    if (proposed.name !== StateName.LATE) return PASS;
    if (current?.type !== "SCHEDULED") return reject("Only a scheduled run can be late.");
    return current.name === StateName.LATE ? reject("The run is already marked late.") : PASS;
  },
};
