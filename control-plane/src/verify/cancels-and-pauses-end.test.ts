import { afterAll, beforeAll, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../test/invariants/breakable-plane.js";
import type { Connection } from "../db/connect.js";
import { cancelsAndPausesEnd } from "./cancels-and-pauses-end.js";

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
});
afterAll(() => plane.stop());

const broken = (breakIt: (sql: Connection) => Promise<unknown>) => plane.broken(cancelsAndPausesEnd, breakIt);

it("a cancel that nobody would ever end is found", async () => {
  const { leased } = plane.runs;
  const forgotten = (sql: Connection) => sql`update flow_run set state_type = 'CANCELLING' where id = ${leased}`;
  expect(await broken(forgotten)).toEqual([expect.stringContaining(`flow run ${leased}: CANCELLING since`)]);
});

it("a pause whose time nobody watches is found; one without a time needs no watch", async () => {
  const { paused } = plane.runs;
  const timed = (sql: Connection) =>
    sql`update flow_run set state_details = state_details || '{"pause_timeout": "2026-01-01T00:00:00Z"}' where id = ${paused}`;
  expect(await broken(timed)).toEqual([expect.stringContaining(`flow run ${paused}: PAUSED since`)]);
  expect(await broken(async () => {})).toEqual([]);
});

it("an attempt that was claimed after a cancel is found; one that a stock client began by itself is not ours to refuse", async () => {
  const { leased } = plane.runs;
  const claimedAfterCancel = (fence: string | null) => async (sql: Connection) => {
    await sql`update flow_run_state set type = 'CANCELLED' where flow_run_id = ${leased} and type = 'SCHEDULED'`;
    await sql`update flow_run_state set fence = ${fence} where flow_run_id = ${leased} and type = 'PENDING'`;
  };
  expect(await broken(claimedAfterCancel("1.1"))).toEqual([
    expect.stringMatching(/attempt 1 was claimed at .*, after CANCELLED/),
  ]);
  expect(await broken(claimedAfterCancel(null))).toEqual([]);
});
