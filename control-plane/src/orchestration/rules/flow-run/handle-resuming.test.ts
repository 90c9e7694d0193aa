import type { StateDetails, StateType } from "kedge/contract";
import { expect, it } from "vitest";
import { inSeconds, proposalOf, stateOf, transition } from "../../../../test/transitions/flow-run-transition.js";
import { decide } from "../../decide.js";
import type { FlowRunSnapshot } from "../../flow-run-snapshot.js";
import { handleResuming } from "./handle-resuming.js";

const IN_TIME = { pause_timeout: inSeconds(60) };
const TOO_LATE = { pause_timeout: inSeconds(-1) };
const propose = (type: StateType, details: StateDetails, run: Partial<FlowRunSnapshot> = {}) =>
  decide([handleResuming], transition(stateOf("PAUSED", { details }), proposalOf(type), run));

const GOES_ON: StateType[] = ["RUNNING", "SCHEDULED", "COMPLETED", "FAILED", "CANCELLED", "CRASHED"];

it.each(GOES_ON)("%s within the pause's time goes on with the same run", (type) => {
  expect(propose(type, IN_TIME)).toMatchObject({ status: "ACCEPT", state: { type }, changes: { resuming: true } });
});

it.each(GOES_ON)("%s that comes after the pause's time finds the run failed", (type) => {
  expect(propose(type, TOO_LATE)).toMatchObject({
    status: "REJECT",
    state: { type: "FAILED", message: expect.stringContaining("never resumed") },
    changes: { resuming: true },
  });
});

it("a pause lasts to the very instant it names, and one without a time for ever", () => {
  expect(propose("RUNNING", { pause_timeout: inSeconds(0) }).status).toBe("ACCEPT");
  expect(propose("RUNNING", {}).status).toBe("ACCEPT");
});

it("a cancel is never too late", () => {
  expect(propose("CANCELLING", TOO_LATE)).toMatchObject({ status: "ACCEPT", state: { type: "CANCELLING" } });
});

it("two workers cannot claim a paused run", () => {
  expect(propose("PENDING", IN_TIME)).toMatchObject({ status: "REJECT", state: null, changes: {} });
});

it("a suspended run whose deployment is gone has nobody to resume it", () => {
  const suspended = { ...IN_TIME, pause_reschedule: true };
  expect(propose("SCHEDULED", suspended)).toMatchObject({ status: "ACCEPT" });
  expect(propose("SCHEDULED", suspended, { hasDeployment: false })).toMatchObject({ status: "REJECT", state: null });
});
