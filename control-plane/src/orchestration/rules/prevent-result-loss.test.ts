import { expect, it } from "vitest";
import {
  proposalOf,
  stateOf,
  STORED_RESULT,
  transition,
  UNPERSISTED_RESULT,
} from "../../../test/transitions/flow-run-transition.js";
import { decide } from "../decide.js";
import { FORCED_FLOW_RUN_POLICY } from "../policies.js";
import { preventResultLoss } from "./prevent-result-loss.js";

const completed = stateOf("COMPLETED", { data: STORED_RESULT });

it.each([undefined, null, UNPERSISTED_RESULT])(
  "a worker's report of the end (%j) does not overwrite the engine's, which knows where the result lies",
  (data) => {
    const late = transition(completed, proposalOf("COMPLETED", { data }));
    expect(decide([preventResultLoss], late)).toMatchObject({ status: "REJECT", state: null });
  },
);

it("not even by force", () => {
  const forced = decide(FORCED_FLOW_RUN_POLICY, transition(completed, proposalOf("COMPLETED")));
  expect(forced).toMatchObject({ status: "REJECT", state: null });
});

it("a completion with a newer result is accepted", () => {
  const newer = proposalOf("COMPLETED", { data: { ...STORED_RESULT, storage_key: "another/key" } });
  expect(decide([preventResultLoss], transition(completed, newer)).state).toBe(newer);
});

it("where no result was stored there is none to lose", () => {
  const proposed = proposalOf("COMPLETED");
  const unpersisted = stateOf("COMPLETED", { data: UNPERSISTED_RESULT });
  expect(decide([preventResultLoss], transition(unpersisted, proposed)).state).toBe(proposed);
  expect(decide([preventResultLoss], transition(stateOf("COMPLETED"), proposed)).state).toBe(proposed);
});
