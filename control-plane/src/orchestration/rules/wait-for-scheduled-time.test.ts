import type { StateType } from "kedge/contract";
import { describe, expect, it } from "vitest";
import { inSeconds, proposalOf, stateOf, transition } from "../../../test/transitions/flow-run-transition.js";
import { decide } from "../decide.js";
import { waitForScheduledTime } from "./wait-for-scheduled-time.js";

function start(type: StateType, seconds: number) {
  const current = stateOf(type, { details: { scheduled_time: inSeconds(seconds) } });
  return decide([waitForScheduledTime], transition(current, proposalOf("RUNNING")));
}

describe.each(["SCHEDULED", "PENDING"] as const)("from %s", (type) => {
  it("a start before the run's time waits for as long as it is early", () => {
    expect(start(type, 30)).toMatchObject({ status: "WAIT", state: null, delaySeconds: 30 });
  });

  it("the wait is in whole seconds: under half a second is now", () => {
    expect(start(type, 0.499)).toMatchObject({ status: "ACCEPT" });
    expect(start(type, 0.5)).toMatchObject({ status: "WAIT", delaySeconds: 1 });
    expect(start(type, 1.49)).toMatchObject({ status: "WAIT", delaySeconds: 1 });
  });

  it("a run that is due or overdue starts", () => {
    expect(start(type, 0).status).toBe("ACCEPT");
    expect(start(type, -3600).status).toBe("ACCEPT");
  });

  it("a run without a time starts", () => {
    const now = decide([waitForScheduledTime], transition(stateOf(type), proposalOf("RUNNING")));
    expect(now.status).toBe("ACCEPT");
  });
});

it("a run that is running already is not held back by the time of a state before", () => {
  expect(start("RUNNING", 30).status).toBe("ACCEPT");
});
