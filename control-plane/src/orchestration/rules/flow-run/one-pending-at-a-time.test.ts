import type { State } from "kedge/contract";
import { expect, it } from "vitest";
import { inSeconds, proposalOf, stateOf, transition } from "../../../../test/transitions/flow-run-transition.js";
import { decide } from "../../decide.js";
import { onePendingAtATime } from "./one-pending-at-a-time.js";

const propose = (current: State | null, name = "Pending") =>
  decide([onePendingAtATime], transition(current, proposalOf("PENDING", { name })));

it.each(["PENDING", "RUNNING", "CANCELLING", "CANCELLED"] as const)(
  "the second of two workers that fetched the same run finds it %s and is turned away",
  (type) => {
    expect(propose(stateOf(type))).toMatchObject({ status: "ABORT", state: null });
  },
);

it("the first one claims it", () => {
  expect(propose(stateOf("SCHEDULED")).status).toBe("ACCEPT");
  expect(propose(null).status).toBe("ACCEPT");
});

it("a worker tells how far it has come, once each", () => {
  expect(propose(stateOf("PENDING"), "Submitting").status).toBe("ACCEPT");
  expect(propose(stateOf("PENDING", { name: "Submitting" }), "InfrastructurePending").status).toBe("ACCEPT");
  expect(propose(stateOf("PENDING", { name: "Submitting" }), "Submitting").status).toBe("ABORT");
  expect(propose(stateOf("RUNNING"), "Submitting").status).toBe("ABORT");
});

it("a run that was claimed ahead of its time still knows that time", () => {
  const pending = stateOf("PENDING", { details: { scheduled_time: inSeconds(60) } });
  expect(propose(pending, "Submitting").state?.details.scheduled_time).toBe(inSeconds(60));
});
