import { expect, it } from "vitest";
import { inSeconds, proposalOf, stateOf, transition } from "../../../../test/transitions/flow-run-transition.js";
import { decide } from "../../decide.js";
import type { FlowRunSnapshot } from "../../flow-run-snapshot.js";
import { retryFailedFlows } from "./retry-failed-flows.js";

const failed = proposalOf("FAILED", { message: "it broke", data: { type: "reference" } });
const fail = (run: Partial<FlowRunSnapshot>) => decide([retryFailedFlows], transition(stateOf("RUNNING"), failed, run));

it("the process that failed makes the next attempt itself: no worker may be given the run meanwhile", () => {
  const used = { resuming: true, pauseKeys: ["k"] };
  expect(fail({ retries: 2, runCount: 1, retryDelaySeconds: 30, ...used })).toMatchObject({
    status: "REJECT",
    state: {
      type: "SCHEDULED",
      name: "AwaitingRetry",
      message: "it broke",
      data: { type: "reference" },
      details: { scheduled_time: inSeconds(30) },
    },
    changes: { retryType: "in_process", resuming: false, pauseKeys: [] },
  });
});

it("the first run and as many retries as were allowed, no more", () => {
  const outcomes = [1, 2, 3].map((runCount) => fail({ retries: 2, runCount }).status);
  expect(outcomes).toEqual(["REJECT", "REJECT", "ACCEPT"]);
});

it("the last failure stands, and leaves no mark of a retry", () => {
  expect(fail({ retries: 0, runCount: 1, retryType: "in_process" })).toMatchObject({
    state: failed,
    changes: { retryType: null },
  });
  expect(fail({ retries: null, runCount: 1 }).state).toBe(failed);
});

it("a run that fails before it runs has not used an attempt, and is not retried", () => {
  const early = transition(stateOf("PENDING"), failed, { retries: 2 });
  expect(decide([retryFailedFlows], early).state).toBe(failed);
});
