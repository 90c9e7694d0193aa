import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../test/invariants/breakable-plane.js";
import type { Connection } from "../db/connect.js";
import { limitsInHistory } from "./limits-in-history.js";

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
});
afterAll(() => plane.stop());

const broken = (breakIt: (sql: Connection) => Promise<unknown>) => plane.broken(limitsInHistory, breakIt);
const limited = (sql: Connection, slots: number) =>
  sql`update work_pool set concurrency_limit = ${slots}, updated = '2000-01-01'`;

it("two slots that were held at once under a limit of one are found, though both are free again", async () => {
  const { leased, paused } = plane.runs;
  const exceeded = async (sql: Connection) => {
    await limited(sql, 1);
    await sql`
      update flow_run_state set type = 'COMPLETED', timestamp = '2100-01-01'
      where (flow_run_id, type) in ((${leased}::uuid, 'RUNNING'), (${paused}::uuid, 'PAUSED'))`;
  };
  expect(await broken(exceeded)).toEqual([expect.stringContaining("work pool p: 2 slots were held at")]);
  expect(await broken((sql) => limited(sql, 2))).toEqual([]);
});

it("a slot whose lease had ended was free from then on, however late that was written down", async () => {
  const { leased, paused } = plane.runs;
  const handedOn = (lapsed: string) => async (sql: Connection) => {
    await limited(sql, 1);
    await sql`
      update flow_run_state s set type = 'CRASHED', name = 'Crashed', timestamp = clock_timestamp(),
        state_details = jsonb_build_object('lease_ended_at', ${lapsed}::text)
      where flow_run_id = ${leased} and type = 'RUNNING'`;
  };
  const between = await plane.plane.sql<[{ at: string }]>`
    select iso_instant(min(timestamp) - interval '1 microsecond') as at from flow_run_state
    where flow_run_id = ${paused} and type = 'PENDING'`;
  expect(await broken(handedOn(between[0].at))).toEqual([]);
  expect(await broken(handedOn("2100-01-01T00:00:00Z"))).toHaveLength(1);
});

it("the limit of a deployment is held against its history, too", async () => {
  const exceeded = async (sql: Connection) => {
    await sql`
      insert into concurrency_limit (workspace_id, id, name, slot_limit, updated)
      select id, ${randomUUID()}, 'one', 1, '2000-01-01' from workspace`;
    await sql`update deployment set concurrency_limit_id = (select id from concurrency_limit), updated = '2000-01-01'`;
  };
  expect(await broken(exceeded)).toEqual([expect.stringContaining("limit one: 2 slots were held")]);
});
