import { PASS } from "../../rule.js";
import { states } from "../../state-sets.js";
import type { TaskRunRule } from "../../task-run-snapshot.js";

/** The parameters of a background task were stored by whoever submitted it; whoever runs it must still know where. */
export const copyParametersId: TaskRunRule = {
  name: "copy-parameters-id",
  from: states("SCHEDULED", "PENDING"),
  to: states("PENDING", "RUNNING"),
  judge({ current, proposed }) {
    const id = current?.state_details.task_parameters_id;
    if (id == null || proposed.details.task_parameters_id != null) return PASS;
    return { kind: "pass", proposed: { ...proposed, details: { ...proposed.details, task_parameters_id: id } } };
  },
};
