import { STATE_TYPES, TERMINAL_STATE_TYPES, type StateType } from "kedge/contract";
import { describe, expect, it } from "vitest";
import { proposalOf, stateOf, STORED_RESULT, transition } from "../../../../test/transitions/flow-run-transition.js";
import { decide } from "../../decide.js";
import type { FlowRunSnapshot } from "../../flow-run-snapshot.js";
import { handleTerminalTransitions } from "./handle-terminal-transitions.js";

const propose = (from: StateType, to: StateType, run: Partial<FlowRunSnapshot> = {}, data: unknown = null) =>
  decide([handleTerminalTransitions], transition(stateOf(from, { data }), proposalOf(to), run));

describe.each(TERMINAL_STATE_TYPES)("after %s", (from) => {
  it("a crash that the supervisor sees late, a late cancel and a late pause undo nothing", () => {
    for (const to of ["CRASHED", "CANCELLING", "PAUSED"] as const) {
      expect(propose(from, to)).toMatchObject({ status: "ABORT", state: null });
    }
  });

  it("another end may correct the first one", () => {
    for (const to of ["COMPLETED", "FAILED", "CANCELLED"] as const) {
      expect(propose(from, to)).toMatchObject({ status: "ACCEPT", changes: {} });
    }
  });

  it("a retry by hand starts with fresh bookkeeping", () => {
    const used = { resuming: true, pauseKeys: ["k"], retryType: "in_process" } as const;
    const fresh = { resuming: false, pauseKeys: [] };
    expect(propose(from, "SCHEDULED", used).changes).toEqual({ ...fresh, retryType: "reschedule" });
    expect(propose(from, "RUNNING", used).changes).toEqual({ ...fresh, retryType: null });
    expect(propose(from, "PENDING", used).changes).toEqual({ ...fresh, retryType: null });
  });

  it("the attempt's own report of its start, delivered last, undoes nothing", () => {
    for (const to of ["RUNNING", "PENDING", "SCHEDULED"] as const) {
      const late = { ...transition(stateOf(from), proposalOf(to)), byAttempt: true };
      expect(decide([handleTerminalTransitions], late)).toMatchObject({ status: "ABORT", state: null });
    }
  });

  it("without a deployment nobody would start it again", () => {
    expect(propose(from, "SCHEDULED", { hasDeployment: false })).toMatchObject({ status: "ABORT" });
  });
});

it("a stored result is not computed anew", () => {
  for (const to of ["SCHEDULED", "PENDING", "RUNNING"] as const) {
    expect(propose("COMPLETED", to, {}, STORED_RESULT)).toMatchObject({ status: "REJECT", state: null });
    expect(propose("FAILED", to, {}, STORED_RESULT).status).toBe("ACCEPT");
  }
});

it("runs that have not ended are none of its business", () => {
  for (const from of STATE_TYPES.filter((type) => !TERMINAL_STATE_TYPES.includes(type))) {
    for (const to of STATE_TYPES) expect(propose(from, to)).toMatchObject({ status: "ACCEPT", changes: {} });
  }
});
