import { afterAll, beforeAll, expect, it } from "vitest";
import { newDeployment } from "../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { turnAway } from "./turn-away.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const CANCELS = { concurrency_options: { collision_strategy: "CANCEL_NEW" } };
const stateOf = async (id: string) => (await plane.request("GET", `/flow_runs/${id}`)).body.state;
const typeOf = async (id: string) => (await stateOf(id)).type;
const propose = (id: string, type: string) => plane.request("POST", `/flow_runs/${id}/set_state`, { state: { type } });

it("a run that is due and finds no slot is cancelled at once, and is told which limit was full", async () => {
  const { newRun, claim } = await newDeployment(plane, { limit: 1, deployment: CANCELS });
  const [first, second] = [await newRun(), await newRun()];
  expect(await turnAway(plane.plane)).toMatchObject({ cancelled: 0 });
  await claim(1);
  expect(await turnAway(plane.plane)).toMatchObject({ cancelled: 1 });
  expect(await typeOf(first)).toBe("PENDING");
  expect(await stateOf(second)).toMatchObject({
    type: "CANCELLED",
    message: expect.stringMatching(/limit of 1.*CANCEL_NEW/),
  });
  await propose(first, "COMPLETED");
  const third = await newRun();
  expect(await turnAway(plane.plane)).toMatchObject({ cancelled: 0 });
  expect(await claim(1)).toMatchObject([{ flow_run: { id: third } }]);
});

it("what is not due, what its deployment lets wait, and what a pause holds back is left alone", async () => {
  const cancels = await newDeployment(plane, { limit: 1, deployment: CANCELS });
  const waits = await newDeployment(plane, { limit: 1 });
  await Promise.all([cancels.newRun(), waits.newRun()]);
  await Promise.all([cancels.claim(1), waits.claim(1)]);
  const later = "2100-01-01T00:00:00.000000Z";
  const runs = [
    await cancels.newRun({ state: { type: "SCHEDULED", state_details: { scheduled_time: later } } }),
    await waits.newRun(),
  ];
  expect(await turnAway(plane.plane)).toMatchObject({ cancelled: 0 });
  await plane.request("PATCH", `/work_pools/${cancels.name}`, { is_paused: true });
  runs.push(await cancels.newRun());
  expect(await turnAway(plane.plane)).toMatchObject({ cancelled: 0 });
  expect(await Promise.all(runs.map(typeOf))).toEqual(["SCHEDULED", "SCHEDULED", "SCHEDULED"]);
});

it("a run that had begun, and is resumed, is not new", async () => {
  const { newRun, claim } = await newDeployment(plane, { limit: 1, deployment: CANCELS });
  const run = await newRun();
  await claim(1);
  await propose(run, "RUNNING");
  const suspend = { state: { type: "PAUSED", state_details: { pause_reschedule: true } } };
  await plane.request("POST", `/flow_runs/${run}/set_state`, suspend);
  await newRun();
  await claim(1);
  await plane.request("POST", `/flow_runs/${run}/resume`, {});
  expect(await turnAway(plane.plane)).toMatchObject({ cancelled: 0 });
  expect(await typeOf(run)).toBe("SCHEDULED");
});

it("a server does it by itself, long before a run would be late", async () => {
  const server = await startTestPlane({ withServices: true });
  try {
    const { newRun, claim } = await newDeployment(server, { limit: 1, deployment: CANCELS });
    await newRun();
    await claim(1);
    const colliding = await newRun();
    const state = async () => (await server.request("GET", `/flow_runs/${colliding}`)).body.state_type;
    await expect.poll(state, { timeout: 10_000 }).toBe("CANCELLED");
  } finally {
    await server.stop();
  }
});
