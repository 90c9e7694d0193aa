import { randomUUID } from "node:crypto";
import { STATE_TYPES } from "kedge/contract";
import { expect, it } from "vitest";
import { proposalOf, stateOf, transition } from "../../../test/transitions/flow-run-transition.js";
import { decide } from "../decide.js";
import { preventDuplicateTransitions } from "./prevent-duplicate-transitions.js";

const transition_id = randomUUID();
const repeated = { details: { transition_id } };

it.each(STATE_TYPES)("a proposal of %s that is sent again after a lost answer changes nothing", (type) => {
  const again = transition(stateOf(type, repeated), proposalOf(type, repeated));
  expect(decide([preventDuplicateTransitions], again)).toMatchObject({ status: "REJECT", state: null });
});

it("another transition to the same state is a new one", () => {
  const other = proposalOf("RUNNING", { details: { transition_id: randomUUID() } });
  expect(decide([preventDuplicateTransitions], transition(stateOf("RUNNING", repeated), other)).state).toBe(other);
});

it("transitions without an id are never taken for each other", () => {
  const proposed = proposalOf("RUNNING");
  expect(decide([preventDuplicateTransitions], transition(stateOf("RUNNING"), proposed)).state).toBe(proposed);
  expect(decide([preventDuplicateTransitions], transition(null, proposed)).state).toBe(proposed);
});
