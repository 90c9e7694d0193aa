import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createFlowRunFromDeployment,
  deleteDeployment,
  filterDeployments,
  filterFlows,
  filterLogs,
  listFlowRunStates,
  pauseDeployment,
  readDeployment,
  readDeploymentByName,
  readFlowRun,
  readWorkPool,
  resumeDeployment,
} from "../../../contract/index.js";
import { type FakePlane, fakePlane, notThere } from "../../../../test/cli/fake-plane.js";
import { deployment, flow, flowRun, id, state, workPool } from "../../../../test/cli/fixtures.js";
import { kedgeCommand } from "../../../../test/cli/kedge-command.js";

const command = kedgeCommand();
let plane: FakePlane;
beforeAll(async () => {
  plane = await fakePlane();
  plane.on(filterFlows, () => [flow()]);
  plane.on(readDeploymentByName, ({ params }) =>
    params.flow_name === "etl" && params.deployment_name === "nightly" ? deployment() : notThere(),
  );
  plane.on(readDeployment, () => deployment());
  plane.on(filterDeployments, () => [deployment()]);
  plane.on(createFlowRunFromDeployment, () => flowRun(state("SCHEDULED")));
});
afterAll(() => plane.close());

const kedge = (...args: string[]) => command.run(["deployment", ...args], { env: { KEDGE_API_URL: plane.apiUrl } });

test("run sends parameters as JSON where they are JSON, and -p over --params", async () => {
  const given = ["-p", "lr=0.1", "-p", "raw=data.csv", "-p", 'tags=["a"]', "-p", "text=a=b", "-p", 'three="3"'];
  const others = ["--name", "first", "--tag", "x", "--tag", "y", "--idempotency-key", "k"];
  const { code, stdout } = await kedge("run", "etl/nightly", "--params", '{"lr":1,"keep":true}', ...given, ...others);
  expect(code).toBe(0);
  expect(stdout).toBe(`Created run wise-otter of etl/nightly.\n  Follow it: kedge flow-run watch ${id(10)}\n`);
  expect(plane.heard(createFlowRunFromDeployment).at(-1)?.body).toMatchObject({
    name: "first",
    tags: ["x", "y"],
    idempotency_key: "k",
    parameters: { lr: 0.1, keep: true, raw: "data.csv", tags: ["a"], text: "a=b", three: "3" },
  });
});

test("run says when it is due, and what of its job is different", async () => {
  plane.on(createFlowRunFromDeployment, () => flowRun(state("SCHEDULED")));
  const at = await kedge("run", "etl/nightly", "--at", "2026-03-01T09:00:00Z", "--job-variable", 'env={"A":"b"}');
  expect(at.stdout).toContain("Created run wise-otter of etl/nightly, due at 2026-03-01T09:00:00.000Z.");
  expect(plane.heard(createFlowRunFromDeployment).at(-1)?.body).toMatchObject({
    state: { type: "SCHEDULED", state_details: { scheduled_time: "2026-03-01T09:00:00.000000Z" } },
    job_variables: { env: { A: "b" } },
  });
  const before = Date.now();
  await kedge("run", "etl/nightly", "--in", "1h", "--work-queue", "urgent");
  const { body } = plane.heard(createFlowRunFromDeployment).at(-1)!;
  expect(Date.parse(body.state!.state_details!.scheduled_time!)).toBeGreaterThanOrEqual(before + 3_600_000);
  expect(body.work_queue_name).toBe("urgent");
  expect((await kedge("run", "etl/nightly", "--in", "1h", "--at", "2026-03-01T09:00Z")).code).toBe(2);
  expect((await kedge("run", "etl/nightly", "--in", "soon")).stderr).toContain("such as 90s, 10m, 2h30m or 1d");
});

test("pause and resume say what they did", async () => {
  plane.on(pauseDeployment, () => null);
  plane.on(resumeDeployment, () => null);
  expect((await kedge("pause", "etl/nightly")).stdout).toMatch(
    /^Paused deployment etl\/nightly: its schedules make no runs/,
  );
  expect(plane.heard(pauseDeployment).at(-1)?.params).toEqual({ id: id(30) });
  expect((await kedge("resume", "etl/nightly")).stdout).toBe("Resumed deployment etl/nightly.\n");
  expect(plane.heard(resumeDeployment).at(-1)?.params).toEqual({ id: id(30) });
});

test("run --json prints the run that was created", async () => {
  expect(JSON.parse((await kedge("run", "etl/nightly", "--json")).stdout)).toEqual(flowRun(state("SCHEDULED")));
});

test("a deployment is also found by its id, and by its name alone", async () => {
  expect((await kedge("inspect", id(30))).stdout).toMatch(/^name +etl\/nightly$/m);
  expect((await kedge("inspect", "nightly")).stdout).toMatch(/^name +etl\/nightly$/m);
});

test("an unknown deployment is an error with the nearest one", async () => {
  const { code, stderr } = await kedge("run", "etl/nightli");
  expect(code).toBe(1);
  expect(stderr).toContain("Did you mean etl/nightly?");
});

test("ls shows full names and pools", async () => {
  expect((await kedge("ls")).stdout).toMatch(/^etl\/nightly +local +(READY|NOT_READY) +.* ago +etl\.ts:nightly +019a/m);
});

test("delete names what it deleted", async () => {
  plane.on(deleteDeployment, () => null);
  expect((await kedge("delete", "etl/nightly")).stdout).toBe(`Deleted deployment etl/nightly (${id(30)}).\n`);
});

test("run --watch says what the run waits for, and follows it to its end", async () => {
  const waiting = state("SCHEDULED", { id: id(901) });
  const final = state("COMPLETED", { id: id(902) });
  const past = { expected_start_time: "2026-01-02T03:04:05Z", next_scheduled_start_time: "2026-01-02T03:04:05Z" };
  let asked = 0;
  plane.on(filterLogs, () => []);
  plane.on(readFlowRun, () => flowRun(asked > 0 ? final : waiting, { work_pool_name: "local", ...past }));
  plane.on(listFlowRunStates, () => (asked > 0 ? [waiting, final] : [waiting]));
  plane.on(readWorkPool, () => {
    asked++;
    return workPool({ status: "NOT_READY" });
  });
  const { code, stdout, stderr } = await kedge("run", "etl/nightly", "--watch");
  expect(code).toBe(0);
  expect(stderr).toBe("wise-otter waits: no worker polls local (kedge worker start --pool local)\n");
  expect(stdout).toMatch(/● SCHEDULED\n.*● COMPLETED\nwise-otter is COMPLETED\.\n$/);
});
