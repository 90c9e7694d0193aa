import { expect, it } from "vitest";
import { proposalOf, stateOf } from "../../../../test/transitions/flow-run-transition.js";
import { taskTransition } from "../../../../test/transitions/task-run-transition.js";
import { decide } from "../../decide.js";
import { renameReruns } from "./rename-reruns.js";

const nameAfter = (from: ReturnType<typeof stateOf> | null, runCount: number) =>
  decide([renameReruns], taskTransition(from, proposalOf("RUNNING"), { runCount })).state?.name;

it("the first run is Running", () => {
  expect(nameAfter(stateOf("PENDING"), 0)).toBe("Running");
  expect(nameAfter(null, 0)).toBe("Running");
});

it("a run after a wait for a retry is Retrying, any other Rerunning", () => {
  expect(nameAfter(stateOf("SCHEDULED", { name: "AwaitingRetry" }), 1)).toBe("Retrying");
  expect(nameAfter(stateOf("PENDING"), 1)).toBe("Rerunning");
});
