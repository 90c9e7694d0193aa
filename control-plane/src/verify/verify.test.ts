import { afterAll, beforeAll, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../test/invariants/breakable-plane.js";
import { INVARIANTS, verify } from "./index.js";

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
});
afterAll(() => plane.stop());

it("a database that only the plane has written is sound", async () => {
  expect(await verify(plane.plane.sql)).toEqual([]);
});

it("each violation names the invariant that it breaks", async () => {
  const { sql } = plane.plane;
  await sql`update flow_run set attempt = 7, fence_counter = 1 where id = ${plane.runs.leased}`;
  const found = await verify(sql);
  await sql`update flow_run set attempt = 1, fence_counter = 1 where id = ${plane.runs.leased}`;
  expect(found).toContainEqual({
    invariant: "I1",
    subject: `lease of flow run ${plane.runs.leased}`,
    detail: "attempt 1 with fence 1.1; the run is at attempt 7 with fence 1.1",
  });
});

it("every check has a sentence of its own, under the name of the promise that it is part of", () => {
  expect(new Set(INVARIANTS.map(({ statement }) => statement)).size).toBe(INVARIANTS.length);
  for (const { statement } of INVARIANTS) expect(statement).toMatch(/^[A-Z].{20,}\.$/);
});
