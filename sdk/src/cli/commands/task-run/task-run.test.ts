import { afterAll, beforeAll, expect, test } from "vitest";
import {
  countFlowRuns,
  filterDeployments,
  filterFlows,
  filterLogs,
  filterTaskRuns,
  listTaskRunStates,
  readFlowByName,
  readFlowRun,
  readTaskRun,
} from "../../../contract/index.js";
import { type FakePlane, fakePlane, notThere } from "../../../../test/cli/fake-plane.js";
import { deployment, flow, flowRun, id, log, state, taskRun } from "../../../../test/cli/fixtures.js";
import { kedgeCommand } from "../../../../test/cli/kedge-command.js";

const command = kedgeCommand();
let plane: FakePlane;
beforeAll(async () => {
  plane = await fakePlane();
  plane.on(readFlowRun, () => flowRun(state("COMPLETED")));
  plane.on(filterTaskRuns, () => [taskRun(state("COMPLETED", { name: "Cached" }))]);
  plane.on(readTaskRun, () => taskRun(state("COMPLETED")));
  plane.on(listTaskRunStates, () => [state("PENDING"), state("COMPLETED")]);
  plane.on(filterLogs, () => [log(1)]);
});
afterAll(() => plane.close());

const kedge = (...args: string[]) => command.run(args, { env: { KEDGE_API_URL: plane.apiUrl } });

test("task-run ls lists the tasks of a flow run with the names of their states", async () => {
  const { stdout } = await kedge("task-run", "ls", "--flow-run", id(10));
  expect(stdout).toMatch(/^019a\S+ +load-0 +Cached +- +0\.0s$/m);
  expect(plane.heard(filterTaskRuns).at(-1)?.body.task_runs).toMatchObject({ flow_run_id: { any_: [id(10)] } });
});

test("task-run inspect shows the states", async () => {
  expect((await kedge("task-run", "inspect", id(20))).stdout).toMatch(/states\n.*PENDING\n.*COMPLETED\n$/);
});

test("task-run inspect takes ids only, and says where to find them", async () => {
  const { code, stderr } = await kedge("task-run", "inspect", "load-0");
  expect(code).toBe(1);
  expect(stderr).toContain("List them: kedge task-run ls --flow-run RUN");
});

test("task-run logs asks for the lines of that task", async () => {
  expect((await kedge("task-run", "logs", id(20))).stdout).toContain("line 1");
  expect(plane.heard(filterLogs).at(-1)?.body.logs).toMatchObject({ task_run_id: { any_: [id(20)] } });
});

test("flow ls and flow inspect show flows with their deployments", async () => {
  plane.on(filterFlows, () => [flow()]);
  plane.on(readFlowByName, ({ params }) => (params.name === "etl" ? flow() : notThere()));
  plane.on(filterDeployments, () => [deployment()]);
  plane.on(countFlowRuns, () => 7);
  expect((await kedge("flow", "ls")).stdout).toMatch(/^019a\S+ +etl +.* ago$/m);
  const { stdout } = await kedge("flow", "inspect", "etl");
  expect(stdout).toMatch(/^runs +7$/m);
  expect(stdout).toMatch(/^deployments +etl\/nightly$/m);
  expect((await kedge("flow", "inspect", "elt")).stderr).toContain("Did you mean etl?");
});
