import type { Deployment, Flow, MissedRuns } from "kedge/contract";
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { sleepForDays } from "../../test/sleep-for-days.js";
import { refillSchedules } from "./refill-schedules.js";
import { seeToOverdueRuns } from "./see-to-overdue-runs.js";

let plane: TestPlane;
let flow: Flow;
beforeEach(async () => {
  plane = await startTestPlane();
  flow = (await plane.request("POST", "/flows/", { name: "etl" })).body;
  await plane.request("POST", "/work_pools/", { name: "p", type: "process" });
});
afterEach(() => plane.stop());

const refill = () => refillSchedules(plane.plane);
const overdue = () => seeToOverdueRuns(plane.plane);

async function deployHourly(missed_runs: MissedRuns | null, fields: object = {}): Promise<Deployment> {
  const schedules = [{ schedule: { cron: "0 * * * *" }, missed_runs }];
  const body = { flow_id: flow.id, name: "d", work_pool_name: "p", schedules, ...fields };
  return (await plane.request("POST", "/deployments/", body)).body;
}

/** The runs that a worker would be given now, by how many hours ago their time was (0: at the last full hour). */
async function claimable(): Promise<number[]> {
  const claim = { session_id: randomUUID(), worker_name: "w", slots: 100 };
  const { body } = await plane.request("POST", "/work_pools/p/claim", claim);
  const [{ hour }] = await plane.plane.sql<[{ hour: string }]>`select date_trunc('hour', clock_timestamp()) as hour`;
  const ago = (at: string) => Math.round((Date.parse(hour) - Date.parse(at)) / 3_600_000);
  return body.runs.map(({ flow_run }: { flow_run: { expected_start_time: string } }) =>
    ago(flow_run.expected_start_time),
  );
}

async function counts(): Promise<Record<string, number>> {
  const rows = await plane.plane.sql<{ name: string; count: number }[]>`
    select state_name as name, count(*)::int from flow_run group by 1`;
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

/** Hourly; three runs were made ahead, then everything stood still for a day. Wakes up worker first. */
async function wakeAfterADay(missed_runs: MissedRuns | null, fields: object = {}): Promise<void> {
  await deployHourly(missed_runs, fields);
  await refill();
  await sleepForDays(plane.plane.sql, 1);
}

it("skip: nothing of the day is made up for, and what was made ahead is not started by whoever asks first", async () => {
  await wakeAfterADay("skip");
  expect(await claimable()).toEqual([]);
  await refill();
  expect(await overdue()).toMatchObject({ skipped: 3, late: 0 });
  // Only within a minute of the full hour there is one to start.
  expect((await claimable()).every((ago) => ago === 0)).toBe(true);
  expect(await counts()).toMatchObject({ Skipped: 3, Scheduled: 3 });
});

it("latest, which is the default: the last instant is made up for", async () => {
  await wakeAfterADay(null);
  expect(await claimable()).toEqual([]);
  await refill();
  expect(await overdue()).toMatchObject({ skipped: 3 });
  expect(await claimable()).toEqual([0]);
  expect(await counts()).toMatchObject({ Skipped: 3, Scheduled: 3, Pending: 1 });
});

it("all: every instant of the day has its run, in order", async () => {
  await wakeAfterADay("all");
  await refill();
  expect(await overdue()).toMatchObject({ skipped: 0 });
  expect(await claimable()).toEqual(Array.from({ length: 24 }, (_, index) => 23 - index));
  expect(await counts()).toMatchObject({ Pending: 24, Scheduled: 3 });
});

it("within: those of the last hours are made up for", async () => {
  await wakeAfterADay({ within: 4 * 3600 });
  await refill();
  await overdue();
  expect(await claimable()).toEqual([3, 2, 1, 0]);
});

it("however long the absence was, not more than a hundred runs wait at once", async () => {
  await deployHourly("all");
  await refill();
  await sleepForDays(plane.plane.sql, 10);
  expect(await refill()).toEqual({ schedules: 1, runs: 97 });
  const again = () => plane.plane.sql`update deployment_schedule set refill_at = clock_timestamp()`;
  await again();
  expect(await refill(), "a hundred wait").toEqual({ schedules: 1, runs: 0 });
  expect(await claimable()).toEqual(Array.from({ length: 100 }, (_, index) => 239 - index));
  await again();
  await refill();
  await again();
  expect((await claimable())[0], "and the others follow where these ended").toBe(139);
});

it("a run that a worker has taken before is not skipped when it has to be started anew", async () => {
  await deployHourly("skip");
  await refill();
  await plane.plane
    .sql`update flow_run set attempt = 1, fence_epoch = 1, fence_counter = 1 where next_scheduled_start_time < clock_timestamp() + interval '1 hour'`;
  await sleepForDays(plane.plane.sql, 1);
  expect(await overdue()).toMatchObject({ skipped: 2 });
});

it("a skipped run says why, and can be scheduled anew by hand", async () => {
  await wakeAfterADay("skip");
  await overdue();
  const { body } = await plane.request("POST", "/flow_runs/filter", {
    flow_runs: { state: { name: { any_: ["Skipped"] } } },
  });
  expect(body[0].state).toMatchObject({
    type: "CANCELLED",
    message: expect.stringMatching(/^Not started before .*missed runs/),
  });
  await plane.request("POST", `/flow_runs/${body[0].id}/set_state`, { state: { type: "SCHEDULED" } });
  expect(await overdue()).toMatchObject({ skipped: 0 });
  expect(await claimable()).toHaveLength(1);
});

it("runs of a deployment that queue up for a slot wait for it, unless the schedule says otherwise", async () => {
  await deployHourly(null, { concurrency_limit: 1 });
  await refill();
  const [row] = await plane.plane.sql`select count(start_before)::int as deadlines from flow_run`;
  expect(row).toEqual({ deadlines: 0 });
});

it("a run that nobody claims is marked late once, after the time that is configured", async () => {
  const deployment = await deployHourly("all");
  await refill();
  await plane.plane.sql`update flow_run set next_scheduled_start_time = clock_timestamp() - interval '14 s'`;
  expect(await overdue()).toMatchObject({ late: 0 });
  await plane.plane.sql`update flow_run set next_scheduled_start_time = clock_timestamp() - interval '16 s'`;
  expect(await overdue()).toMatchObject({ late: 3 });
  expect(await overdue()).toMatchObject({ late: 0 });
  const { body } = await plane.request("POST", "/flow_runs/filter", { deployments: { id: { any_: [deployment.id] } } });
  expect(body.map((run: { state_name: string }) => run.state_name)).toEqual(["Late", "Late", "Late"]);
  expect(body[0].next_scheduled_start_time).not.toBeNull();
});

it("a late run whose deployment wants none that finds no slot is cancelled", async () => {
  const deployment = await deployHourly("all", {
    concurrency_limit: 1,
    concurrency_options: { collision_strategy: "CANCEL_NEW" },
  });
  const run = await plane.request("POST", `/deployments/${deployment.id}/create_flow_run`, {});
  await plane.request("POST", `/flow_runs/${run.body.id}/set_state`, { state: { type: "PENDING" } });
  await refill();
  await plane.plane.sql`
    update flow_run set next_scheduled_start_time = clock_timestamp() - interval '1 minute' where auto_scheduled`;
  expect(await overdue()).toMatchObject({ late: 3 });
  expect(await counts()).toEqual({ Pending: 1, Cancelled: 3 });
});
