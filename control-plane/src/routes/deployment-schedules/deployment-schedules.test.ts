import type { Deployment, DeploymentSchedule, Flow } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

const DAILY = { cron: "0 9 * * *", timezone: "Europe/Berlin" };
const HOURLY = { interval: 3600, anchor_date: "2026-01-01T00:00:00Z" };

let plane: TestPlane;
let flow: Flow;
beforeAll(async () => {
  plane = await startTestPlane();
  flow = (await plane.request("POST", "/flows/", { name: "etl" })).body;
});
afterAll(() => plane.stop());

let made = 0;
async function deploy(schedules: object[], name = `d${(made += 1)}`): Promise<Deployment> {
  const reply = await plane.request("POST", "/deployments/", { flow_id: flow.id, name, schedules });
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  return reply.body;
}

async function list(deploymentId: string): Promise<DeploymentSchedule[]> {
  return (await plane.request("GET", `/deployments/${deploymentId}/schedules`)).body;
}

it("a deployment shows the schedules it was created with, all that decides their instants written out", async () => {
  const { id, schedules } = await deploy([
    { schedule: DAILY, slug: "morning", parameters: { n: 1 }, missed_runs: { within: 600 } },
    { schedule: { interval: "PT15M" } },
    { schedule: { rrule: "FREQ=WEEKLY" } },
  ]);
  expect(await list(id)).toEqual(schedules);
  const bySlug = new Map(schedules.map((schedule) => [schedule.slug, schedule]));
  expect(bySlug.get("morning")).toMatchObject({
    deployment_id: id,
    schedule: { ...DAILY, day_or: true },
    active: true,
    parameters: { n: 1 },
    max_scheduled_runs: null,
    missed_runs: { within: 600 },
  });
  expect(schedules.map((schedule) => schedule.schedule)).toEqual(
    expect.arrayContaining([
      { interval: 900, anchor_date: expect.stringMatching(/Z$/), timezone: "UTC" },
      { rrule: "DTSTART:20200101T000000\nFREQ=WEEKLY", timezone: "UTC" },
    ]),
  );
  expect(schedules.find((schedule) => "rrule" in schedule.schedule)?.missed_runs).toBe("latest");
});

it("deploying again leaves exactly the schedules of the request, and those that are the same keep their id", async () => {
  const before = await deploy([{ schedule: DAILY }, { schedule: HOURLY }], "again");
  const after = await deploy([{ schedule: HOURLY }, { schedule: { cron: "@hourly" } }], "again");
  expect(after.id).toBe(before.id);
  const hourly = (deployment: Deployment) => deployment.schedules.find(({ schedule }) => "interval" in schedule);
  expect(hourly(after)).toEqual(hourly(before));
  expect(after.schedules.map(({ schedule }) => ("cron" in schedule ? schedule.cron : null)).sort()).toEqual([
    "@hourly",
    null,
  ]);
});

it("schedules are added, changed and deleted one by one", async () => {
  const { id } = await deploy([]);
  const added = await plane.request("POST", `/deployments/${id}/schedules`, [{ schedule: DAILY, slug: "a" }]);
  expect(added).toMatchObject({ status: 201, body: [{ slug: "a", active: true }] });
  const path = `/deployments/${id}/schedules/${added.body[0].id}`;
  expect(await plane.request("PATCH", path, { active: false })).toMatchObject({ status: 204 });
  expect(await list(id)).toMatchObject([{ slug: "a", active: false, schedule: DAILY }]);
  expect(await plane.request("PATCH", path, { schedule: HOURLY, missed_runs: "all" })).toMatchObject({ status: 204 });
  expect(await list(id)).toMatchObject([{ active: false, schedule: { interval: 3600 }, missed_runs: "all" }]);
  expect(await plane.request("DELETE", path)).toMatchObject({ status: 204 });
  expect(await list(id)).toEqual([]);
  expect(await plane.request("DELETE", path)).toMatchObject({ status: 404, body: { detail: "Schedule not found" } });
});

it("pausing a schedule keeps its parameters", async () => {
  const { id, schedules } = await deploy([{ schedule: DAILY, parameters: { region: "eu" } }]);
  await plane.request("PATCH", `/deployments/${id}/schedules/${schedules[0]!.id}`, { active: false });
  expect(await list(id)).toMatchObject([{ active: false, parameters: { region: "eu" } }]);
});

it("a slug is given once in a deployment", async () => {
  const { id, schedules } = await deploy([
    { schedule: DAILY, slug: "a" },
    { schedule: HOURLY, slug: "b" },
  ]);
  const taken = await plane.request("POST", `/deployments/${id}/schedules`, [{ schedule: DAILY, slug: "a" }]);
  expect(taken.status).toBe(409);
  const b = schedules.find((schedule) => schedule.slug === "b")!;
  expect((await plane.request("PATCH", `/deployments/${id}/schedules/${b.id}`, { slug: "a" })).status).toBe(409);
  const twice = await plane.request("POST", `/deployments/${id}/schedules`, [
    { schedule: DAILY, slug: "c" },
    { schedule: DAILY, slug: "c" },
  ]);
  expect(twice).toMatchObject({ status: 422, body: { exception_detail: [{ loc: ["body", "schedules", 1, "slug"] }] } });
  expect(await list(id)).toHaveLength(2);
});

it("a deployment that isn't there has no schedules to read or add to", async () => {
  const path = "/deployments/7f2b7f0e-0000-4000-8000-000000000000/schedules";
  expect((await plane.request("GET", path)).status).toBe(404);
  expect((await plane.request("POST", path, [{ schedule: DAILY }])).status).toBe(404);
});

it("what is not a schedule is refused, and the answer says what is wrong with it", async () => {
  const refused = async (schedule: object) => {
    const body = { flow_id: flow.id, name: "bad", schedules: [{ schedule }] };
    const reply = await plane.request("POST", "/deployments/", body);
    expect(reply.status).toBe(422);
    const [{ loc, msg }] = reply.body.exception_detail;
    return `${loc.join(".")}: ${msg}`;
  };
  expect(await refused({ every: "day" })).toMatch(/exactly one of cron, interval and rrule/);
  expect(await refused({ cron: "* * * * *", interval: 60 })).toMatch(/exactly one of/);
  expect(await refused({ interval: -5 })).toMatch(/schedule.interval: .*>0/);
  expect(await refused({ interval: "1 day" })).toMatch(/PT15M/);
  expect(await refused({ cron: "* * * * *", tz: "UTC" })).toMatch(/tz/);
});

it("a schedule that cannot be is refused with its place, wherever it is written", async () => {
  const { id, schedules } = await deploy([{ schedule: DAILY }]);
  const path = `/deployments/${id}/schedules`;
  const refusals = [
    await plane.request("POST", path, [{ schedule: DAILY }, { schedule: { cron: "61 * * * *" } }]),
    await plane.request("PATCH", `${path}/${schedules[0]!.id}`, { schedule: { cron: "0 0 30 2 *" } }),
    await plane.request("POST", "/deployments/", {
      flow_id: flow.id,
      name: "x",
      schedules: [{ schedule: { rrule: "FREQ=SOMETIMES" } }],
    }),
    await plane.request("PATCH", `/deployments/${id}`, {
      schedules: [{ schedule: { interval: 60, timezone: "Mars/Olympus" } }],
    }),
  ];
  expect(refusals.map((reply) => reply.status)).toEqual([422, 422, 422, 422]);
  const issues = refusals.map((reply) => reply.body.exception_detail[0]);
  expect(issues.map((issue) => issue.loc.join("."))).toEqual([
    "body.1.schedule.cron",
    "body.schedule.cron",
    "body.schedules.0.schedule.rrule",
    "body.schedules.0.schedule.timezone",
  ]);
  expect(issues.map((issue) => issue.msg)).toEqual([
    '"61 * * * *": the minute "61": 61 is out of range, which is 0 to 59',
    "the schedule never comes",
    expect.stringContaining("SOMETIMES"),
    expect.stringContaining('"Mars/Olympus" is not a time zone'),
  ]);
});
