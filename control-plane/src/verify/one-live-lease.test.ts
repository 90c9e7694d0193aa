import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../test/invariants/breakable-plane.js";
import type { Connection } from "../db/connect.js";
import { oneLiveLease } from "./one-live-lease.js";

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
});
afterAll(() => plane.stop());

const broken = (breakIt: (sql: Connection) => Promise<unknown>) => plane.broken(oneLiveLease, breakIt);

it("a lease whose fence is not the run's is found", async () => {
  const { leased } = plane.runs;
  expect(await broken((sql) => sql`update lease set fence_counter = 2 where flow_run_id = ${leased}`)).toEqual([
    `lease of flow run ${leased}: attempt 1 with fence 1.2; the run is at attempt 1 with fence 1.1`,
  ]);
});

it("a lease of an attempt that is over is found", async () => {
  const { leased } = plane.runs;
  const again = (sql: Connection) => sql`update flow_run set attempt = 2, fence_counter = 2 where id = ${leased}`;
  expect(await broken(again)).toHaveLength(1);
});

it("a lease of no run is found", async () => {
  const { leased } = plane.runs;
  expect(
    await broken((sql) => sql`update lease set flow_run_id = ${randomUUID()} where flow_run_id = ${leased}`),
  ).toEqual([expect.stringContaining("there is no such run")]);
});

it("an attempt that did not raise the fence is found", async () => {
  const { due } = plane.runs;
  const claimedTwice = (sql: Connection) => sql`update flow_run set attempt = 2, fence_counter = 1 where id = ${due}`;
  expect(await broken(claimedTwice)).toEqual([`flow run ${due}: fence 0.1 after 2 attempts, in epoch 1`]);
});

it("a fence of an epoch that has not begun is found", async () => {
  const { due } = plane.runs;
  expect(await broken((sql) => sql`update flow_run set fence_epoch = 2 where id = ${due}`)).toHaveLength(1);
});

it("a fence that fell is found by the reports that it once refused", async () => {
  const { leased } = plane.runs;
  const report = (current: string) => (sql: Connection) =>
    sql`
    insert into late_report (workspace_id, id, flow_run_id, fence, current_fence, report)
    select workspace_id, gen_random_uuid(), id, '1.0', ${current}, '{}' from flow_run where id = ${leased}`;
  expect(await broken(report("1.1"))).toEqual([]);
  expect(await broken(report("1.9"))).toEqual([expect.stringContaining("although it was 1.9")]);
  expect(await broken(report("1.0"))).toHaveLength(1);
});
