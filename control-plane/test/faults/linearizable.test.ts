import type { State, StateType, TransitionStatus } from "kedge/contract";
import { expect, it } from "vitest";
import { proposalOf, SNAPSHOT, stateOf } from "../transitions/flow-run-transition.js";
import { contradictions, type Observed } from "./linearizable.js";

const pending = stateOf("PENDING");
const running = stateOf("RUNNING");
const completed = stateOf("COMPLETED");
const HISTORY = [pending, running, completed];

function observed(
  type: StateType,
  status: TransitionStatus,
  state: State,
  [sentAt, answeredAt]: [number, number],
): Observed {
  const details = { type: "accept_details" } as never;
  return {
    proposed: proposalOf(type),
    sentAt,
    answeredAt,
    isNew: status === "ACCEPT",
    result: { status, state, details },
  };
}
const check = (all: Observed[]) => contradictions(HISTORY, all, () => SNAPSHOT);

const started = observed("RUNNING", "ACCEPT", running, [0, 1]);
const ended = observed("COMPLETED", "ACCEPT", completed, [2, 3]);

it("answers in the order of the history fit", () => {
  const late = observed("CRASHED", "ABORT", completed, [2, 9]);
  expect(check([started, ended, late])).toEqual([]);
});

it("proposals at the same time may stand in either order", () => {
  expect(
    check([observed("COMPLETED", "ACCEPT", completed, [0, 9]), observed("RUNNING", "ACCEPT", running, [0, 9])]),
  ).toEqual([]);
});

it("a state that nobody made, or that two are said to have made, does not fit", () => {
  expect(check([started])).toEqual([expect.stringContaining("COMPLETED (state 2) was made by 0 proposals")]);
  expect(check([started, ended, { ...ended }])).toContainEqual(expect.stringContaining("was made by 2 proposals"));
});

it("an accepted state that is not in the history was lost", () => {
  const lost = observed("FAILED", "ACCEPT", stateOf("FAILED"), [4, 5]);
  expect(check([started, ended, lost])).toContainEqual(
    expect.stringContaining("names a state that is not in the history"),
  );
});

it("an answer from the past does not fit", () => {
  const stale = observed("PENDING", "ABORT", running, [4, 5]);
  expect(check([started, ended, stale])).toContainEqual(expect.stringContaining("but comes after it"));
});

it("an answer that the rules would not have given does not fit", () => {
  const allowed = observed("CRASHED", "REJECT", completed, [4, 5]);
  expect(check([started, ended, allowed])).toEqual([
    expect.stringContaining("should have been answered ABORT COMPLETED"),
  ]);
});
