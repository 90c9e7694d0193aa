import { STATE_TYPES, type State } from "kedge/contract";
import { expect, it } from "vitest";
import { proposalOf, stateOf, transition } from "../../../../test/transitions/flow-run-transition.js";
import { decide } from "../../decide.js";
import { onlyScheduledRunsAreLate } from "./only-scheduled-runs-are-late.js";

const markLate = (current: State | null) =>
  decide([onlyScheduledRunsAreLate], transition(current, proposalOf("SCHEDULED", { name: "Late" })));

it.each(STATE_TYPES.filter((type) => type !== "SCHEDULED"))(
  "a run that became %s between the search for late runs and the mark is not late",
  (type) => {
    expect(markLate(stateOf(type))).toMatchObject({ status: "REJECT", state: null });
  },
);

it("two searches mark a run once", () => {
  expect(markLate(stateOf("SCHEDULED")).status).toBe("ACCEPT");
  expect(markLate(stateOf("SCHEDULED", { name: "Late" }))).toMatchObject({ status: "REJECT", state: null });
});

it("other scheduled states are not held up", () => {
  const proposed = proposalOf("SCHEDULED", { name: "AwaitingRetry" });
  expect(decide([onlyScheduledRunsAreLate], transition(stateOf("FAILED"), proposed)).state).toBe(proposed);
});
