import type { Deployment, Flow } from "kedge/contract";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { sleepForDays } from "../../test/sleep-for-days.js";
import { refillSchedules } from "./refill-schedules.js";

const HOURLY = { cron: "0 * * * *" };

let plane: TestPlane;
let flow: Flow;
beforeAll(async () => {
  plane = await startTestPlane();
  flow = (await plane.request("POST", "/flows/", { name: "etl" })).body;
  await plane.request("POST", "/work_pools/", { name: "p", type: "process" });
});
beforeEach(async () => {
  await plane.plane.sql`delete from deployment_schedule`;
});
afterAll(() => plane.stop());

const refill = () => refillSchedules(plane.plane);

let made = 0;
async function deploy(schedules: object[], fields: object = {}): Promise<Deployment> {
  const body = { flow_id: flow.id, name: `d${(made += 1)}`, work_pool_name: "p", schedules, ...fields };
  const reply = await plane.request("POST", "/deployments/", body);
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  return reply.body;
}

interface ScheduledRun {
  id: string;
  at: string;
  in_hours: number;
  parameters: object;
}

function runsOf({ id }: { id: string }): Promise<ScheduledRun[]> {
  return plane.plane.sql<ScheduledRun[]>`
    select id, next_scheduled_start_time as at, parameters,
           round(extract(epoch from next_scheduled_start_time - date_trunc('hour', clock_timestamp())) / 3600)::int as in_hours
    from flow_run where deployment_id = ${id} and state_type = 'SCHEDULED' order by next_scheduled_start_time`;
}

const hours = (runs: readonly ScheduledRun[]) => runs.map((run) => run.in_hours);

it("a schedule's next runs are made ahead of their time, each as Prefect makes it", async () => {
  const deployment = await deploy([{ schedule: HOURLY, slug: "hourly", parameters: { b: 2 } }], {
    tags: ["nightly"],
    parameters: { a: 1, b: 1 },
  });
  expect(await refill()).toEqual({ schedules: 1, runs: 3 });
  const runs = await runsOf(deployment);
  expect(hours(runs)).toEqual([1, 2, 3]);
  const run = (await plane.request("GET", `/flow_runs/${runs[0]!.id}`)).body;
  const [schedule] = deployment.schedules;
  expect(run).toMatchObject({
    parameters: { a: 1, b: 2 },
    tags: ["auto-scheduled", "nightly"],
    auto_scheduled: true,
    idempotency_key: `scheduled ${deployment.id} ${schedule!.id} ${runs[0]!.at}`,
    created_by: { id: schedule!.id, type: "SCHEDULE", display_value: "hourly" },
    work_pool_name: "p",
    expected_start_time: runs[0]!.at,
    state: { type: "SCHEDULED", name: "Scheduled", message: "Flow run scheduled" },
  });
  const due = await plane.plane.sql`select due from due_run where flow_run_id = ${run.id}`;
  expect(due).toEqual([{ due: runs[0]!.at }]);
  expect(await refill(), "and then there is nothing to do").toEqual({ schedules: 0, runs: 0 });
});

it("two servers that fill at once make every run once", async () => {
  const deployments = await Promise.all(Array.from({ length: 8 }, () => deploy([{ schedule: HOURLY }])));
  const reports = await Promise.all(Array.from({ length: 4 }, refill));
  expect(reports.reduce((sum, report) => sum + report.runs, 0)).toBe(24);
  for (const deployment of deployments) expect(hours(await runsOf(deployment))).toEqual([1, 2, 3]);
});

it("runs ahead are as many as the schedule allows", async () => {
  const bounded = await deploy([{ schedule: HOURLY, max_scheduled_runs: 1 }]);
  const dense = await deploy([{ schedule: { cron: "* * * * *" } }]);
  await refill();
  expect(await runsOf(bounded)).toHaveLength(1);
  expect(await runsOf(dense)).toHaveLength(100);
});

it("a pause takes the runs away, and the resume begins with the present", async () => {
  const deployment = await deploy([{ schedule: HOURLY, missed_runs: "all" }]);
  await refill();
  await plane.request("POST", `/deployments/${deployment.id}/pause_deployment`);
  expect(await runsOf(deployment)).toEqual([]);
  expect(await refill()).toEqual({ schedules: 0, runs: 0 });
  await sleepForDays(plane.plane.sql, 1);
  await plane.request("POST", `/deployments/${deployment.id}/resume_deployment`);
  await refill();
  expect(hours(await runsOf(deployment))).toEqual([1, 2, 3]);
});

it("a paused schedule loses its runs, its neighbours keep theirs with their ids", async () => {
  const deployment = await deploy([
    { schedule: HOURLY, slug: "on" },
    { schedule: { cron: "30 * * * *" }, slug: "off" },
  ]);
  await refill();
  const before = (await runsOf(deployment)).filter((run) => run.at.includes(":00:00."));
  const off = deployment.schedules.find((schedule) => schedule.slug === "off")!;
  await plane.request("PATCH", `/deployments/${deployment.id}/schedules/${off.id}`, { active: false });
  expect((await runsOf(deployment)).map((run) => run.id)).toEqual(before.map((run) => run.id));
  expect(await refill()).toEqual({ schedules: 0, runs: 0 });
});

it("a change of the deployment makes the runs ahead anew with its values", async () => {
  const deployment = await deploy([{ schedule: HOURLY }], { parameters: { n: 1 } });
  await refill();
  await plane.request("PATCH", `/deployments/${deployment.id}`, {
    parameters: { n: 2 },
    enforce_parameter_schema: false,
  });
  expect(await runsOf(deployment)).toEqual([]);
  await refill();
  expect((await runsOf(deployment)).map((run) => run.parameters)).toEqual([{ n: 2 }, { n: 2 }, { n: 2 }]);
});

it("a run that was claimed stays when its schedule goes", async () => {
  const deployment = await deploy([{ schedule: HOURLY }]);
  await refill();
  const [first] = await runsOf(deployment);
  await plane.request("POST", `/flow_runs/${first!.id}/set_state`, { state: { type: "PENDING" } });
  await plane.request("DELETE", `/deployments/${deployment.id}/schedules/${deployment.schedules[0]!.id}`);
  expect(await runsOf(deployment)).toEqual([]);
  expect((await plane.request("GET", `/flow_runs/${first!.id}`)).body.state_type).toBe("PENDING");
});

it("an instant that had its run has no other, also when the schedule is deployed again", async () => {
  const deployment = await deploy([{ schedule: HOURLY }], { name: "again" });
  await refill();
  const [first] = await runsOf(deployment);
  await plane.request("POST", `/flow_runs/${first!.id}/set_state`, { state: { type: "RUNNING" }, force: true });
  await deploy([{ schedule: HOURLY }], { name: "again" });
  await refill();
  const all = await plane.plane.sql`
    select expected_start_time, count(*)::int from flow_run where deployment_id = ${deployment.id} group by 1`;
  expect(all.map((row) => row["count"])).toEqual([1, 1, 1]);
});

it("a deleted deployment leaves no run ahead, whoever fills meanwhile", async () => {
  const deployments = await Promise.all(Array.from({ length: 6 }, () => deploy([{ schedule: HOURLY }])));
  const path = (deployment: Deployment) => `/deployments/${deployment.id}`;
  await Promise.all([
    ...Array.from({ length: 4 }, refill),
    ...deployments.map((deployment) => plane.request("DELETE", path(deployment))),
  ]);
  await refill();
  for (const deployment of deployments) expect(await runsOf(deployment)).toEqual([]);
});

it("a schedule that cannot be read is left for an hour and holds up no other", async () => {
  const broken = await deploy([{ schedule: HOURLY }]);
  await plane.plane.sql`
    update deployment_schedule set schedule = '{"cron": "nonsense", "day_or": true}' where deployment_id = ${broken.id}`;
  const whole = await deploy([{ schedule: HOURLY }]);
  const log = { ...plane.plane.log, error: () => {} };
  expect(await refillSchedules({ ...plane.plane, log })).toEqual({ schedules: 2, runs: 3 });
  expect(hours(await runsOf(whole))).toEqual([1, 2, 3]);
  expect(await refill()).toEqual({ schedules: 0, runs: 0 });
});
