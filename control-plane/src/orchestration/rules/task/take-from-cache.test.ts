import { expect, it } from "vitest";
import { proposalOf, stateOf } from "../../../../test/transitions/flow-run-transition.js";
import { taskTransition } from "../../../../test/transitions/task-run-transition.js";
import { decide } from "../../decide.js";
import { takeFromCache } from "./take-from-cache.js";

const cached = proposalOf("COMPLETED", { data: { storage_key: "k" }, details: { cache_key: "k" } });
const start = (details: object, found: typeof cached | null) =>
  decide([takeFromCache], taskTransition(stateOf("PENDING"), proposalOf("RUNNING", { details }), { cached: found }));

it("a start whose result is known becomes that completion, named Cached", () => {
  expect(start({ cache_key: "k" }, cached)).toMatchObject({ status: "REJECT", state: { ...cached, name: "Cached" } });
});

it("a start whose result is not known, is to be made anew, or has no key runs", () => {
  expect(start({ cache_key: "k" }, null).status).toBe("ACCEPT");
  expect(start({ cache_key: "k", refresh_cache: true }, cached).status).toBe("ACCEPT");
  expect(start({}, cached).status).toBe("ACCEPT");
});
