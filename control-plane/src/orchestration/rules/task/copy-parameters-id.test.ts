import { uuidv7 } from "kedge/contract";
import { expect, it } from "vitest";
import { proposalOf, stateOf } from "../../../../test/transitions/flow-run-transition.js";
import { taskTransition } from "../../../../test/transitions/task-run-transition.js";
import { decide } from "../../decide.js";
import { copyParametersId } from "./copy-parameters-id.js";

const [known, own] = [uuidv7(), uuidv7()];

it.each([
  ["SCHEDULED", "PENDING"],
  ["PENDING", "RUNNING"],
] as const)("from %s to %s the place of the parameters is kept, unless another is named", (from, to) => {
  const idAfter = (details: object) => {
    const current = stateOf(from, { details: { task_parameters_id: known } });
    return decide([copyParametersId], taskTransition(current, proposalOf(to, { details }))).state?.details
      .task_parameters_id;
  };
  expect(idAfter({})).toBe(known);
  expect(idAfter({ task_parameters_id: own })).toBe(own);
});
