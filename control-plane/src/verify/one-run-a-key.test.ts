import { afterAll, beforeAll, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../test/invariants/breakable-plane.js";
import type { Connection } from "../db/connect.js";
import { oneRunAKey } from "./one-run-a-key.js";

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
});
afterAll(() => plane.stop());

const broken = (breakIt: (sql: Connection) => Promise<unknown>) => plane.broken(oneRunAKey, breakIt);

it("two runs of one idempotency key are found, should the index not hold them apart", async () => {
  const doubled = async (sql: Connection) => {
    await sql`drop index flow_run_idempotency`;
    await sql`update flow_run set idempotency_key = 'k' where id in (${plane.runs.leased}, ${plane.runs.paused})`;
  };
  expect(await broken(doubled)).toEqual([expect.stringContaining("2 runs have the idempotency key k")]);
});

it("two runs of one instant of a schedule are found, whatever their keys; of two instants they are sound", async () => {
  const scheduled = (second: string) => async (sql: Connection) => {
    await sql`
      update flow_run set auto_scheduled = true, created_by = '{"id": "s"}', idempotency_key = id::text,
        expected_start_time = case id when ${plane.runs.leased}::uuid then '2026-01-01T00:00:00Z' else ${second} end::timestamptz
      where id in (${plane.runs.leased}, ${plane.runs.paused})`;
  };
  expect(await broken(scheduled("2026-01-01T00:00:00Z"))).toEqual([
    expect.stringMatching(/^schedule s of deployment .*: 2 runs were made of 2026-01-01T00:00:00/),
  ]);
  expect(await broken(scheduled("2026-01-01T00:00:01Z"))).toEqual([]);
});
