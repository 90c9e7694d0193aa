import { STATE_TYPES } from "kedge/contract";
import { expect, it } from "vitest";
import { inSeconds, proposalOf, stateOf } from "../../../../test/transitions/flow-run-transition.js";
import { RUNNING_FLOW, taskTransition } from "../../../../test/transitions/task-run-transition.js";
import { decide } from "../../decide.js";
import type { EnclosingFlowRun } from "../../task-run-snapshot.js";
import { onlyInRunningFlows } from "./only-in-running-flows.js";

const start = (flowRun: EnclosingFlowRun | null) =>
  decide([onlyInRunningFlows], taskTransition(stateOf("PENDING"), proposalOf("RUNNING"), { flowRun }));

it("a task outside of any flow run, or in a running one, starts", () => {
  expect(start(null).status).toBe("ACCEPT");
  expect(start(RUNNING_FLOW).status).toBe("ACCEPT");
});

it.each(STATE_TYPES.filter((type) => type !== "RUNNING" && type !== "PAUSED"))(
  "a task of a flow run that is %s cannot start",
  (stateType) => {
    expect(start({ ...RUNNING_FLOW, stateType })).toMatchObject({ status: "ABORT", state: null });
  },
);

it("a task of a flow run without a state cannot start", () => {
  expect(start({ ...RUNNING_FLOW, stateType: null }).status).toBe("ABORT");
});

it("a task of a paused flow run waits as long as the flow run", () => {
  const stateDetails = { pause_timeout: inSeconds(60), pause_reschedule: true, pause_key: "its own" };
  expect(start({ ...RUNNING_FLOW, stateType: "PAUSED", stateDetails })).toMatchObject({
    status: "REJECT",
    state: { type: "PAUSED", name: "NotReady", details: { pause_timeout: inSeconds(60), pause_reschedule: true } },
  });
});
