import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../test/invariants/breakable-plane.js";
import { endsStand } from "./ends-stand.js";

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
});
afterAll(() => plane.stop());

const afterTheEnd = (type: string, { isForced = false, isByItself = false }) =>
  plane.broken(endsStand, async (sql) => {
    if (isByItself) await sql`update flow_run_state set fence = '1.1' where flow_run_id = ${plane.runs.retried}`;
    await sql`
      insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, is_forced, fence)
      select workspace_id, ${uuidv7()}, id, ${type}, ${type}, clock_timestamp(), ${isForced}, ${isByItself ? "1.1" : null}
      from flow_run where id = ${plane.runs.retried}`;
  });

it.each(["CRASHED", "CANCELLING", "PAUSED"])("%s after an end is found, unless it was forced", async (type) => {
  expect(await afterTheEnd(type, {})).toEqual([expect.stringContaining(`follows COMPLETED`)]);
  expect(await afterTheEnd(type, { isForced: true })).toEqual([]);
});

it.each(["SCHEDULED", "RUNNING", "FAILED"])("%s after an end is a restart or a correction", async (type) => {
  expect(await afterTheEnd(type, {})).toEqual([]);
});

it("a start under the fence of the attempt that has ended is found; another end of it is not", async () => {
  expect(await afterTheEnd("RUNNING", { isByItself: true })).toEqual([
    expect.stringContaining("follows COMPLETED of the very attempt that wrote it"),
  ]);
  expect(await afterTheEnd("FAILED", { isByItself: true })).toEqual([]);
});
