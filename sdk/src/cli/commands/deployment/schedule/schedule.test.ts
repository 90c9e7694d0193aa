import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createDeploymentSchedules,
  deleteDeploymentSchedule,
  type DeploymentSchedule,
  filterFlows,
  listDeploymentSchedules,
  previewSchedule,
  readDeploymentByName,
  updateDeploymentSchedule,
} from "../../../../contract/index.js";
import { type FakePlane, fakePlane, notThere } from "../../../../../test/cli/fake-plane.js";
import { deployment, flow, id } from "../../../../../test/cli/fixtures.js";
import { kedgeCommand } from "../../../../../test/cli/kedge-command.js";

const MORNING: DeploymentSchedule = {
  id: id(50),
  created: "2026-01-02T03:04:05.000000Z",
  updated: "2026-01-02T03:04:05.000000Z",
  deployment_id: id(30),
  schedule: { cron: "0 9 * * mon-fri", timezone: "Europe/Berlin", day_or: true },
  active: true,
  max_scheduled_runs: null,
  parameters: { region: "eu" },
  slug: "morning",
  missed_runs: { within: 21_600 },
};
const OFTEN: DeploymentSchedule = {
  ...MORNING,
  id: id(51),
  slug: null,
  active: false,
  schedule: { interval: 5400, anchor_date: "2026-01-01T00:00:00.000000Z", timezone: null },
  missed_runs: "latest",
};

const command = kedgeCommand();
let plane: FakePlane;
beforeAll(async () => {
  plane = await fakePlane();
});
beforeEach(() => {
  plane.on(filterFlows, () => [flow()]);
  plane.on(readDeploymentByName, ({ params }) =>
    params.flow_name === "etl" && params.deployment_name === "nightly" ? deployment() : notThere(),
  );
  plane.on(listDeploymentSchedules, () => [MORNING, OFTEN]);
  plane.on(createDeploymentSchedules, () => [MORNING]);
  plane.on(updateDeploymentSchedule, () => null);
  plane.on(deleteDeploymentSchedule, () => null);
  plane.on(previewSchedule, () => [
    { scheduled_time: "2030-01-02T08:00:00.000000Z", local_time: "2030-01-02T09:00:00+01:00" },
  ]);
});
afterAll(() => plane.close());

const schedule = (...args: string[]) =>
  command.run(["deployment", "schedule", ...args], { env: { KEDGE_API_URL: plane.apiUrl } });
const sent = () => plane.heard(createDeploymentSchedules).at(-1)?.body;

test("create sends when, the policy on missed runs, the slug and the parameters", async () => {
  const when = ["--cron", "0 9 * * mon-fri", "--timezone", "Europe/Berlin"];
  const others = ["--slug", "morning", "--missed-runs", "within:6h", "-p", "region=eu"];
  const { code, stdout } = await schedule("create", "etl/nightly", ...when, ...others);
  expect(code).toBe(0);
  expect(stdout).toContain(`Added schedule 0 9 * * mon-fri to etl/nightly (${id(50)}).`);
  expect(sent()).toMatchObject([
    {
      schedule: { cron: "0 9 * * mon-fri", timezone: "Europe/Berlin", day_or: true },
      slug: "morning",
      active: true,
      parameters: { region: "eu" },
      missed_runs: { within: 21_600 },
    },
  ]);
});

test("create takes durations, anchors and rules", async () => {
  await schedule("create", "etl/nightly", "--interval", "1h30m", "--anchor", "2026-01-01T00:00:00Z", "--paused");
  expect(sent()).toMatchObject([{ active: false, schedule: { interval: 5400 } }]);
  await schedule("create", "etl/nightly", "--rrule", "FREQ=MONTHLY;BYDAY=-1FR", "--missed-runs", "all");
  expect(sent()).toMatchObject([{ schedule: { rrule: "FREQ=MONTHLY;BYDAY=-1FR" }, missed_runs: "all" }]);
});

test.each([
  [[], "exactly one of --cron, --interval and --rrule"],
  [["--cron", "* * * * *", "--interval", "5m"], "exactly one of"],
  [["--cron", "* * * * *", "--anchor", "2026-01-01"], "--anchor goes with --interval"],
  [["--interval", "5 minutes"], "90s, 15m, 1h30m or 1d"],
  [["--cron", "* * * * *", "--missed-runs", "some"], "skip, latest, all, or within:DURATION"],
])("create %j is wrong usage", async (args, message) => {
  const { code, stderr } = await schedule("create", "etl/nightly", ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test("ls shows when each is, when it is next and what becomes of missed runs", async () => {
  const { stdout } = await schedule("ls", "etl/nightly");
  expect(stdout).toMatch(/^0 9 \* \* mon-fri +Europe\/Berlin +in \d+d +within:6h +morning +019a/m);
  expect(stdout).toMatch(/^every 1h30m +UTC +paused +latest +- +019a/m);
});

test("a schedule is found by its slug or its id", async () => {
  expect((await schedule("inspect", "etl/nightly", "morning")).stdout).toMatch(/^missed runs +within:6h$/m);
  expect((await schedule("inspect", "etl/nightly", id(51))).stdout).toMatch(/^active +no$/m);
  const { code, stderr } = await schedule("inspect", "etl/nightly", "mornin");
  expect(code).toBe(1);
  expect(stderr).toContain("Did you mean morning?");
});

test("pause, resume, delete and clear say what they did", async () => {
  expect((await schedule("pause", "etl/nightly", "morning")).stdout).toBe("Paused schedule morning of etl/nightly.\n");
  expect(plane.heard(updateDeploymentSchedule).at(-1)?.body).toEqual({ active: false });
  expect((await schedule("resume", "etl/nightly", id(51))).stdout).toBe(
    "Resumed schedule every 1h30m of etl/nightly.\n",
  );
  expect((await schedule("delete", "etl/nightly", "morning")).stdout).toBe(
    "Deleted schedule morning of etl/nightly.\n",
  );
  expect((await schedule("clear", "etl/nightly")).stdout).toBe("Deleted 2 schedules of etl/nightly.\n");
});

test("preview shows the next runs of a stored schedule, and of one that isn't", async () => {
  const { stdout } = await schedule("preview", "etl/nightly", "morning", "--limit", "3");
  expect(stdout).toMatch(/^2030-01-02T09:00:00\+01:00 +2030-01-02T08:00:00Z +in \d+d$/m);
  expect(plane.heard(previewSchedule).at(-1)?.body).toMatchObject({ schedule: MORNING.schedule, limit: 3 });
  await schedule("preview", "--cron", "0 0 * * *");
  expect(plane.heard(previewSchedule).at(-1)?.body).toMatchObject({ schedule: { cron: "0 0 * * *" } });
});

test("preview of a deployment shows the next runs of all its active schedules, in their order", async () => {
  const noon = { ...MORNING, id: id(52), slug: "noon", schedule: { ...MORNING.schedule, cron: "0 12 * * *" } };
  plane.on(listDeploymentSchedules, () => [noon, MORNING, OFTEN]);
  plane.on(previewSchedule, ({ body }) => {
    const hour = "cron" in body.schedule && body.schedule.cron.startsWith("0 12") ? 11 : 8;
    return [2, 3].map((day) => ({
      scheduled_time: `2030-01-0${day}T${String(hour).padStart(2, "0")}:00:00.000000Z`,
      local_time: `2030-01-0${day}T${hour + 1}:00:00+01:00`,
    }));
  });
  const { stdout } = await schedule("preview", "etl/nightly", "--limit", "3");
  const rows = stdout.trim().split("\n").slice(1);
  expect(rows.map((row) => [row.slice(0, 13), row.split(/ +/).at(-1)])).toEqual([
    ["2030-01-02T9:", "morning"],
    ["2030-01-02T12", "noon"],
    ["2030-01-03T9:", "morning"],
  ]);
  plane.on(listDeploymentSchedules, () => [OFTEN]);
  expect((await schedule("preview", "etl/nightly")).stdout).toBe("No schedule of it is active.\n");
});
