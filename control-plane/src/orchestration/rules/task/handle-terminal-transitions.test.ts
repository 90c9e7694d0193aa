import { TERMINAL_STATE_TYPES } from "kedge/contract";
import { describe, expect, it } from "vitest";
import {
  proposalOf,
  stateOf,
  STORED_RESULT,
  UNPERSISTED_RESULT,
} from "../../../../test/transitions/flow-run-transition.js";
import { RUNNING_FLOW, taskTransition } from "../../../../test/transitions/task-run-transition.js";
import { decide } from "../../decide.js";
import { handleTerminalTransitions } from "./handle-terminal-transitions.js";

const policy = [handleTerminalTransitions];

describe.each(TERMINAL_STATE_TYPES)("from %s", (type) => {
  it.each(["CANCELLING", "PAUSED", "CRASHED"] as const)("a late %s cannot undo the end", (late) => {
    expect(decide(policy, taskTransition(stateOf(type), proposalOf(late)))).toMatchObject({
      status: "ABORT",
      state: null,
    });
  });

  it("another run begins its retries anew", () => {
    const decision = decide(policy, taskTransition(stateOf(type), proposalOf("PENDING"), { runCount: 3 }));
    expect(decision).toMatchObject({ status: "ACCEPT", changes: { runCount: 0 } });
  });

  it("another end leaves the count", () => {
    expect(decide(policy, taskTransition(stateOf(type), proposalOf("FAILED"))).changes).toEqual({});
  });

  it("a run in a later attempt of its flow run is named Retrying, one in the same attempt is not", () => {
    const run = (flowRunRunCount: number) =>
      decide(
        policy,
        taskTransition(stateOf(type), proposalOf("RUNNING"), {
          flowRunRunCount,
          flowRun: { ...RUNNING_FLOW, runCount: 2 },
        }),
      );
    expect(run(1).state?.name).toBe("Retrying");
    expect(run(2).state?.name).toBe("Running");
  });
});

it("what completed with a stored result stays, what completed without one may run again", () => {
  const again = (data: unknown) =>
    decide(policy, taskTransition(stateOf("COMPLETED", { data }), proposalOf("RUNNING")));
  expect(again(STORED_RESULT)).toMatchObject({ status: "REJECT", state: null });
  expect(again(UNPERSISTED_RESULT).status).toBe("ACCEPT");
  expect(again(null).status).toBe("ACCEPT");
});
