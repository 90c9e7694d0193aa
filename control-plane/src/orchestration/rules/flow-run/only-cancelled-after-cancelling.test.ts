import { STATE_TYPES } from "kedge/contract";
import { expect, it } from "vitest";
import { proposalOf, stateOf, transition } from "../../../../test/transitions/flow-run-transition.js";
import { decide } from "../../decide.js";
import { onlyCancelledAfterCancelling } from "./only-cancelled-after-cancelling.js";

it.each(STATE_TYPES.filter((type) => type !== "CANCELLED"))(
  "an engine that reports %s after the cancel was asked for comes too late",
  (type) => {
    const late = transition(stateOf("CANCELLING"), proposalOf(type));
    expect(decide([onlyCancelledAfterCancelling], late)).toMatchObject({ status: "REJECT", state: null });
  },
);

it("the cancel ends as one", () => {
  const end = transition(stateOf("CANCELLING"), proposalOf("CANCELLED"));
  expect(decide([onlyCancelledAfterCancelling], end).status).toBe("ACCEPT");
});
