import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { isStaleFence } from "./fence.js";

const RUN = "00000000-0000-7000-8000-000000000001";
const OTHER = "00000000-0000-7000-8000-000000000002";

const CASES = [
  { given: null, isStale: false, why: "nobody's attempt" },
  { given: "1.2", isStale: false, why: "the current fence" },
  { given: "1.1", isStale: true, why: "an older fence" },
  { given: "2.2", isStale: true, why: "a fence of another epoch" },
  { given: `${RUN}/1.2`, isStale: false, why: "the current attempt of the run" },
  { given: `${RUN}/1.1`, isStale: true, why: "an older attempt of the run" },
  { given: `${OTHER}/1.1`, isStale: false, why: "an attempt of another run" },
];

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

it.each(CASES)("a write by $why is stale: $isStale, here as in the database", async ({ given, isStale }) => {
  expect(isStaleFence(given, { fence: "1.2", fence_owner: RUN })).toBe(isStale);
  const [row] = await plane.plane.sql`select is_stale_fence(${given}, ${RUN}, '1.2') as stale`;
  expect(row!["stale"]).toBe(isStale);
});

it("a subflow is written to under the fence of the run that it runs inside, whichever attempt made it", async () => {
  const { sql } = plane.plane;
  const flow = (await plane.request("POST", "/flows/", { name: "outer" })).body;
  const newRun = async (fields: object = {}) =>
    (await plane.request("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "RUNNING" }, ...fields })).body;
  const inside = async (flow_run_id: string) => {
    const task = { flow_run_id, task_key: "inner", dynamic_key: flow_run_id };
    const tracking = (await plane.request("POST", "/task_runs/", task)).body;
    return newRun({ parent_task_run_id: tracking.id });
  };
  const outer = await newRun();
  await sql`update flow_run set attempt = 1, fence_epoch = 1, fence_counter = 1 where id = ${outer.id}`;
  const child = await inside(outer.id);
  const grandchild = await inside(child.id);
  const end = (id: string, type: string, fence: string) =>
    plane.request("POST", `/flow_runs/${id}/set_state`, { state: { type } }, { "kedge-fence": `${outer.id}/${fence}` });

  expect((await end(grandchild.id, "COMPLETED", "1.1")).body.status).toBe("ACCEPT");
  await sql`update flow_run set attempt = 2, fence_counter = 2 where id = ${outer.id}`;
  expect((await end(child.id, "COMPLETED", "1.1")).status).toBe(409);
  expect((await end(child.id, "COMPLETED", "1.2")).body.status).toBe("ACCEPT");

  const stranger = await newRun();
  expect((await end(stranger.id, "CANCELLED", "1.1")).body.status).toBe("ACCEPT");
  await sql`delete from late_report`;
  await sql`update flow_run_state set fence = null`;
  await sql`update flow_run set attempt = 0, fence_epoch = 0, fence_counter = 0 where id = ${outer.id}`;
});
