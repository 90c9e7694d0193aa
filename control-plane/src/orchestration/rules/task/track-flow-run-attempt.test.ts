import { expect, it } from "vitest";
import { proposalOf, stateOf } from "../../../../test/transitions/flow-run-transition.js";
import { RUNNING_FLOW, taskTransition } from "../../../../test/transitions/task-run-transition.js";
import { decide } from "../../decide.js";
import { trackFlowRunAttempt } from "./track-flow-run-attempt.js";

it("a task remembers the attempt of the flow run that it runs in", () => {
  const flowRun = { ...RUNNING_FLOW, runCount: 3 };
  const started = taskTransition(stateOf("PENDING"), proposalOf("RUNNING"), { flowRun });
  expect(decide([trackFlowRunAttempt], started).changes).toEqual({ flowRunRunCount: 3 });
});

it("outside of any flow run there is nothing to remember", () => {
  expect(decide([trackFlowRunAttempt], taskTransition(null, proposalOf("RUNNING"))).changes).toEqual({});
});
