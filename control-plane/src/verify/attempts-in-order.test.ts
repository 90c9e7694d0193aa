import { afterAll, beforeAll, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../test/invariants/breakable-plane.js";
import { attemptsInOrder } from "./attempts-in-order.js";

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
});
afterAll(() => plane.stop());

it("a state that an older attempt wrote after a newer one is found", async () => {
  const { leased } = plane.runs;
  const found = await plane.broken(
    attemptsInOrder,
    (sql) => sql`update flow_run_state set attempt = 0 where flow_run_id = ${leased} and type = 'RUNNING'`,
  );
  expect(found).toEqual([expect.stringMatching(/RUNNING of attempt 0 at .* follows attempt 1/)]);
});

it("a state of an attempt that never was is found", async () => {
  const { leased } = plane.runs;
  const found = await plane.broken(
    attemptsInOrder,
    (sql) => sql`update flow_run_state set attempt = 2 where flow_run_id = ${leased} and type = 'RUNNING'`,
  );
  expect(found).toEqual([expect.stringContaining("the run is at attempt 1")]);
});

it("a state that was written under a fence older than a recorded one is found", async () => {
  const { leased } = plane.runs;
  const found = await plane.broken(
    attemptsInOrder,
    (sql) => sql`update flow_run_state set fence = '1.0' where flow_run_id = ${leased} and type = 'RUNNING'`,
  );
  expect(found).toEqual([expect.stringMatching(/RUNNING at .* was written under fence 1\.0, after 1\.1/)]);
});

it("a state that was written under a fence which the run has never had is found", async () => {
  const { leased } = plane.runs;
  const found = await plane.broken(
    attemptsInOrder,
    (sql) => sql`update flow_run_state set fence = '1.10' where flow_run_id = ${leased} and type = 'RUNNING'`,
  );
  expect(found).toEqual([expect.stringContaining("under fence 1.10, after 1.1; the run is at 1.1")]);
});
