import { expect, it } from "vitest";
import { inSeconds, proposalOf, stateOf } from "../../../../test/transitions/flow-run-transition.js";
import { taskTransition } from "../../../../test/transitions/task-run-transition.js";
import { decide } from "../../decide.js";
import { onePendingAtATime } from "./one-pending-at-a-time.js";

it.each(["PENDING", "RUNNING", "CANCELLING", "CANCELLED"] as const)(
  "the second of two claims is turned away: %s",
  (from) => {
    expect(decide([onePendingAtATime], taskTransition(stateOf(from), proposalOf("PENDING"))).status).toBe("ABORT");
  },
);

it("a named PENDING is progress of the same claim, and keeps the time of the start", () => {
  const current = stateOf("PENDING", { details: { scheduled_time: inSeconds(60) } });
  const decision = decide([onePendingAtATime], taskTransition(current, proposalOf("PENDING", { name: "Preparing" })));
  expect(decision).toMatchObject({ status: "ACCEPT", state: { details: { scheduled_time: inSeconds(60) } } });
});
