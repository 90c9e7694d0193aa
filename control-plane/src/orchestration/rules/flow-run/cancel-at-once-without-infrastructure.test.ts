import type { State } from "kedge/contract";
import { expect, it } from "vitest";
import { proposalOf, stateOf, transition } from "../../../../test/transitions/flow-run-transition.js";
import { decide } from "../../decide.js";
import type { FlowRunSnapshot } from "../../flow-run-snapshot.js";
import { FORCED_FLOW_RUN_POLICY } from "../../policies.js";
import { cancelAtOnceWithoutInfrastructure } from "./cancel-at-once-without-infrastructure.js";

const cancelling = proposalOf("CANCELLING", { message: "not needed any more" });
const cancel = (current: State, run: Partial<FlowRunSnapshot> = {}) =>
  decide([cancelAtOnceWithoutInfrastructure], transition(current, cancelling, run));

const CANCELLED = {
  status: "REJECT",
  state: { type: "CANCELLED", name: "Cancelled", message: "not needed any more" },
};

it("a run that nobody has started yet would hang in CANCELLING: it is cancelled at once", () => {
  expect(cancel(stateOf("SCHEDULED"))).toMatchObject(CANCELLED);
});

it("a run whose infrastructure is up waits for its teardown", () => {
  expect(cancel(stateOf("SCHEDULED"), { hasInfrastructure: true }).state).toBe(cancelling);
});

it("a run that waits to be resumed has lost the infrastructure it once had", () => {
  expect(cancel(stateOf("SCHEDULED", { name: "Resuming" }), { hasInfrastructure: true })).toMatchObject(CANCELLED);
});

it("a run that is started anew after a loss has lost its infrastructure; one whose process tries again has not", () => {
  const awaitingRetry = stateOf("SCHEDULED", { name: "AwaitingRetry" });
  expect(cancel(awaitingRetry, { hasInfrastructure: true, retryType: "reschedule" })).toMatchObject(CANCELLED);
  expect(cancel(awaitingRetry, { hasInfrastructure: true, retryType: "in_process" }).state).toBe(cancelling);
});

it("a suspended run has no process; a paused one has", () => {
  expect(cancel(stateOf("PAUSED", { details: { pause_reschedule: true } }))).toMatchObject(CANCELLED);
  expect(cancel(stateOf("PAUSED")).state).toBe(cancelling);
});

it("the teardown of a run that has started is never skipped", () => {
  expect(cancel(stateOf("PENDING")).state).toBe(cancelling);
  expect(cancel(stateOf("RUNNING")).state).toBe(cancelling);
});

it("force makes no run hang either", () => {
  expect(decide(FORCED_FLOW_RUN_POLICY, transition(stateOf("SCHEDULED"), cancelling))).toMatchObject(CANCELLED);
});
