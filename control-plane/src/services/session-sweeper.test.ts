import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { newDeployment } from "../../test/limited-deployment.js";
import { sessionSweeper } from "./session-sweeper.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const endedDaysAgo = (id: string, days: number) => plane.plane.sql`
  update worker_session
  set expires_at = clock_timestamp() - make_interval(days => ${days}), renewed = clock_timestamp() - make_interval(days => ${days})
  where id = ${id}`;
const sessions = async () =>
  (await plane.plane.sql<{ id: string }[]>`select id from worker_session`).map(({ id }) => id);

it("sessions that ended more than a week ago are forgotten, and when their worker was last seen is not", async () => {
  const deployment = await newDeployment(plane);
  const [old, older, holding] = [randomUUID(), randomUUID(), randomUUID()];
  for (const id of [old, older]) await deployment.claim(1, id);
  await deployment.newRun();
  expect(await deployment.claim(1, holding)).toHaveLength(1);
  await endedDaysAgo(old, 8);
  await endedDaysAgo(older, 30);
  await endedDaysAgo(holding, 40);
  const workers = async () => (await plane.request("POST", `/work_pools/${deployment.name}/workers/filter`, {})).body;
  const [before] = await workers();

  expect(await sessionSweeper({ sql: plane.plane.sql }).runOnce()).toEqual({ deleted: 2 });
  expect(await sessions()).toEqual([holding]);
  const [after] = await workers();
  expect(after).toMatchObject({ status: "OFFLINE", last_heartbeat_time: before.last_heartbeat_time });
  expect(await sessionSweeper({ sql: plane.plane.sql }).runOnce()).toEqual({ deleted: 0 });
});

it("a session that is alive or ended within the week is kept", async () => {
  const deployment = await newDeployment(plane);
  const [live, recent] = [randomUUID(), randomUUID()];
  await deployment.claim(1, live);
  await deployment.claim(1, recent);
  await endedDaysAgo(recent, 6);
  expect(await sessionSweeper({ sql: plane.plane.sql }).runOnce()).toEqual({ deleted: 0 });
  expect(await sessions()).toEqual(expect.arrayContaining([live, recent]));
});
