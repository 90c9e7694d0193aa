import { expect, it } from "vitest";
import { proposalOf, stateOf, transition } from "../../../../test/transitions/flow-run-transition.js";
import { decide } from "../../decide.js";
import { FLOW_RUN_POLICY, FORCED_FLOW_RUN_POLICY } from "../../policies.js";
import { handBackToWorkers } from "./hand-back-to-workers.js";

const resumed = proposalOf("SCHEDULED", { name: "Resuming" });
const suspended = stateOf("PAUSED", { details: { pause_reschedule: true } });

it("a suspended run that had once been retried in its process is given to a worker again", () => {
  const handedBack = transition(suspended, resumed, { retryType: "in_process" });
  expect(decide([handBackToWorkers], handedBack)).toMatchObject({ state: resumed, changes: { retryType: null } });
  expect(decide(FLOW_RUN_POLICY, handedBack).changes.retryType).toBeNull();
  expect(decide(FORCED_FLOW_RUN_POLICY, handedBack).changes.retryType).toBeNull();
});

it("the wait for a retry that the process makes itself stays that, even when it is marked late", () => {
  const late = transition(stateOf("SCHEDULED", { name: "AwaitingRetry" }), proposalOf("SCHEDULED", { name: "Late" }), {
    retryType: "in_process",
  });
  expect(decide([handBackToWorkers], late).changes).toEqual({});
});

it("the mark of a retry by hand is left", () => {
  const rescheduled = transition(suspended, resumed, { retryType: "reschedule" });
  expect(decide([handBackToWorkers], rescheduled).changes).toEqual({});
});
