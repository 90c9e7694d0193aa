import { expect, it } from "vitest";
import { proposalOf, stateOf } from "../../../../test/transitions/flow-run-transition.js";
import { taskTransition } from "../../../../test/transitions/task-run-transition.js";
import { decide } from "../../decide.js";
import { enterIntoCache } from "./enter-into-cache.js";

const complete = (cache_key: string | null, type: "COMPLETED" | "FAILED" = "COMPLETED") =>
  decide([enterIntoCache], taskTransition(stateOf("RUNNING"), proposalOf(type, { details: { cache_key } })));

it("a completion with a key is entered under it", () => {
  expect(complete("k")).toMatchObject({ status: "ACCEPT", changes: { cacheKey: "k" } });
});

it("a completion without a key, and a failure with one, are not entered", () => {
  expect(complete(null).changes).toEqual({});
  expect(complete("k", "FAILED").changes).toEqual({});
});

it("a completion whose key is too long completes, is not entered, and says so", () => {
  expect(complete("k".repeat(2000)).status).toBe("ACCEPT");
  expect(complete("k".repeat(2001))).toMatchObject({ status: "REJECT", state: { type: "COMPLETED" }, changes: {} });
});
