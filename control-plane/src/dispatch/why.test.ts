import type { WhyReply } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newDeployment } from "../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const why = async (id: string): Promise<WhyReply> => (await plane.request("GET", `/flow_runs/${id}/why`)).body;
const codes = async (id: string) => (await why(id)).reasons.map(({ code }) => code);

it("a run waits for the slot of its deployment, and who holds it is named", async () => {
  const { newRun, claim } = await newDeployment(plane, { limit: 1 });
  const [first, second] = [await newRun(), await newRun()];
  await claim(1);
  const { reasons, expected_start } = await why(second);
  expect(reasons).toMatchObject([
    { code: "CONCURRENCY_LIMIT_FULL", blocks: true, holders: [{ flow_run_id: first, worker_name: "w" }] },
  ]);
  expect(reasons[0]!.message).toMatch(/is at its limit of 1/);
  expect(expected_start).toBeNull();
  expect(await codes(first)).toEqual(["STARTING"]);
});

it("all reasons are given at once", async () => {
  const { name, newRun } = await newDeployment(plane, { pool: { concurrency_limit: 0, is_paused: true } });
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const run = await newRun({ state: { type: "SCHEDULED", state_details: { scheduled_time: later } } });
  expect(await codes(run)).toEqual(["WORK_POOL_PAUSED", "WORK_POOL_FULL", "STARTS_LATER", "NO_WORKER"]);
  expect((await why(run)).reasons[0]!.message).toContain(`kedge work-pool resume ${name}`);
});

it("a run that only time holds back is expected at that time", async () => {
  const { newRun } = await newDeployment(plane);
  const later = "2100-01-01T00:00:00.000000Z";
  const run = await newRun({ state: { type: "SCHEDULED", state_details: { scheduled_time: later } } });
  expect(await why(run)).toMatchObject({ expected_start: later });
});

it("a run that nothing blocks waits for a worker, or for its turn", async () => {
  const { newRun, claim } = await newDeployment(plane);
  const runs = [await newRun(), await newRun(), await newRun()];
  expect(await codes(runs[0]!)).toEqual(["NO_WORKER"]);
  await claim(1);
  const reply = await why(runs[2]!);
  expect(reply.reasons).toMatchObject([{ code: "WAITS_ITS_TURN", blocks: false }]);
  expect(reply.reasons[0]!.message).toMatch(/One run come/);
});

it("a run that has ended, and one that is not there, are told apart", async () => {
  const { newRun } = await newDeployment(plane);
  const run = await newRun();
  await plane.request("POST", `/flow_runs/${run}/set_state`, { state: { type: "CANCELLED" } });
  expect(await codes(run)).toEqual(["ENDED"]);
  expect((await plane.request("GET", `/flow_runs/00000000-0000-4000-8000-00000000dead/why`)).status).toBe(404);
});
