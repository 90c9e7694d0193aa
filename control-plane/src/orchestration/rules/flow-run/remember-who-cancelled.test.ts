import { expect, it } from "vitest";
import { inSeconds, proposalOf, stateOf, transition } from "../../../../test/transitions/flow-run-transition.js";
import { decide } from "../../decide.js";
import { FLOW_RUN_POLICY, FORCED_FLOW_RUN_POLICY } from "../../policies.js";

const BY = { cancelled_by: "ana@laptop" };
const killed = proposalOf("CANCELLED", { message: "It was killed." });

it("the end of a cancel is reported by others, and says who wanted it and when, even by force", () => {
  for (const policy of [FLOW_RUN_POLICY, FORCED_FLOW_RUN_POLICY]) {
    const { state } = decide(policy, transition(stateOf("CANCELLING", { details: BY }), killed));
    expect(state).toMatchObject({ message: "It was killed.", details: { ...BY, cancel_requested: inSeconds(-1) } });
  }
});

it("an engine that forces a cancelling state of its own is not the one who asked", () => {
  const current = stateOf("CANCELLING", { details: BY });
  const { state } = decide(FORCED_FLOW_RUN_POLICY, transition(current, proposalOf("CANCELLING")));
  expect(state?.details).toEqual({ ...BY, cancel_requested: inSeconds(-1) });
  const again = stateOf("CANCELLING", { details: { ...BY, cancel_requested: inSeconds(-60) } });
  expect(decide(FORCED_FLOW_RUN_POLICY, transition(again, killed)).state?.details.cancel_requested).toBe(
    inSeconds(-60),
  );
});

it("a run that is cancelled at once says who wanted it as well", () => {
  const asked = proposalOf("CANCELLING", { details: BY });
  const { state } = decide(FLOW_RUN_POLICY, transition(stateOf("SCHEDULED"), asked));
  expect(state).toMatchObject({ type: "CANCELLED", details: BY });
});

it("a cancel of nobody in particular ends as it is reported", () => {
  expect(decide(FLOW_RUN_POLICY, transition(stateOf("CANCELLING"), killed)).state).toBe(killed);
  expect(decide(FLOW_RUN_POLICY, transition(stateOf("RUNNING"), killed)).state).toBe(killed);
});
