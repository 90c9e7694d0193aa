import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBreakablePlane, type BreakablePlane } from "../../test/invariants/breakable-plane.js";
import { endsStand } from "./ends-stand.js";

let plane: BreakablePlane;
beforeAll(async () => {
  plane = await startBreakablePlane();
});
afterAll(() => plane.stop());

const afterTheEnd = (type: string, isForced: boolean) =>
  plane.broken(
    endsStand,
    (sql) => sql`
      insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, is_forced)
      select workspace_id, ${uuidv7()}, id, ${type}, ${type}, clock_timestamp(), ${isForced}
      from flow_run where id = ${plane.runs.retried}`,
  );

it.each(["CRASHED", "CANCELLING", "PAUSED"])("%s after an end is found, unless it was forced", async (type) => {
  expect(await afterTheEnd(type, false)).toEqual([expect.stringContaining(`follows COMPLETED`)]);
  expect(await afterTheEnd(type, true)).toEqual([]);
});

it.each(["SCHEDULED", "RUNNING", "FAILED"])("%s after an end is a restart or a correction", async (type) => {
  expect(await afterTheEnd(type, false)).toEqual([]);
});
