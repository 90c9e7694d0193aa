import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newDeployment } from "../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { LeaseGrace } from "./lease-grace.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());
beforeEach(() => plane.plane.sql`delete from lease`.then(() => plane.plane.sql`delete from worker_session`));

/** A session that was last renewed, and lapsed, so many seconds ago. */
async function session(renewedAgo: number, lapsedAgo: number): Promise<string> {
  const id = randomUUID();
  const { newRun, claim } = await newDeployment(plane);
  await newRun();
  expect(await claim(1, id)).toHaveLength(1);
  await plane.plane.sql`
    update worker_session set renewed = clock_timestamp() - make_interval(secs => ${renewedAgo}),
      expires_at = clock_timestamp() - make_interval(secs => ${lapsedAgo})
    where id = ${id}`;
  await plane.plane.sql`update lease set claimed = clock_timestamp() - interval '1 day' where session_id = ${id}`;
  return id;
}
const alive = async () =>
  (await plane.plane.sql`select id from worker_session where expires_at > clock_timestamp()`).map((row) => row["id"]);

it("leases that stood when the plane went away can still be renewed when it is back", async () => {
  const stood = await session(100, 70);
  const hadLapsed = await session(300, 270);
  await new LeaseGrace(plane.plane.sql).around(async () => {});
  expect(await alive()).toEqual([stood]);
  expect(await alive()).not.toContain(hadLapsed);
});

it("while anybody renews or claims, a lease that has lapsed stays lapsed", async () => {
  await session(100, 70);
  const renewing = await session(1, -30);
  await new LeaseGrace(plane.plane.sql).around(async () => {});
  expect(await alive()).toEqual([renewing]);
});

it("what fails is taken for an outage, after which leases are given time again", async () => {
  const grace = new LeaseGrace(plane.plane.sql);
  await grace.around(async () => {});
  const stood = await session(100, 70);
  await grace.around(async () => {});
  expect(await alive()).toEqual([]);
  await expect(grace.around(() => Promise.reject(new Error("connection terminated")))).rejects.toThrow();
  await grace.around(async () => {});
  expect(await alive()).toEqual([stood]);
});
