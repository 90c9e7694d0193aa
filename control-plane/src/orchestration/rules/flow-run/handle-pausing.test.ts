import type { State } from "kedge/contract";
import { expect, it } from "vitest";
import { proposalOf, stateOf, transition } from "../../../../test/transitions/flow-run-transition.js";
import { decide } from "../../decide.js";
import type { FlowRunSnapshot } from "../../flow-run-snapshot.js";
import { handlePausing } from "./handle-pausing.js";

const pause = proposalOf("PAUSED", { details: { pause_key: "k" } });
const suspend = proposalOf("PAUSED", { name: "Suspended", details: { pause_key: "k", pause_reschedule: true } });
const propose = (current: State | null, proposed = pause, run: Partial<FlowRunSnapshot> = {}) =>
  decide([handlePausing], transition(current, proposed, run));

it("a flow that runs again from its start after a suspend passes the pause it has already made", () => {
  expect(propose(stateOf("RUNNING"), pause, { pauseKeys: ["k"] })).toMatchObject({ status: "REJECT", state: null });
});

it("the key of a pause is remembered beside those before it", () => {
  expect(propose(stateOf("RUNNING"), pause, { pauseKeys: ["j"] })).toMatchObject({
    state: pause,
    changes: { pauseKeys: ["j", "k"] },
  });
});

it("a pause without a key is given one", () => {
  expect(propose(stateOf("RUNNING"), proposalOf("PAUSED")).changes).toEqual({ pauseKeys: ["a-new-id"] });
});

it("a pause that loses the race against the run's end, or against a cancel, is refused", () => {
  for (const type of ["SCHEDULED", "PENDING", "PAUSED", "CANCELLING", "COMPLETED", "CRASHED"] as const) {
    expect(propose(stateOf(type))).toMatchObject({ status: "REJECT", state: null });
  }
  expect(propose(null)).toMatchObject({ status: "ABORT", state: null });
});

it("only what a deployment can start again is suspended", () => {
  expect(propose(stateOf("RUNNING"), suspend).state).toBe(suspend);
  expect(propose(stateOf("RUNNING"), suspend, { hasDeployment: false }).status).toBe("ABORT");
  expect(propose(stateOf("RUNNING"), suspend, { isSubflow: true }).status).toBe("ABORT");
  expect(propose(stateOf("RUNNING"), pause, { hasDeployment: false, isSubflow: true }).state).toBe(pause);
});
