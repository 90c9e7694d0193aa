import { afterAll, beforeAll, expect, test } from "vitest";
import { filterFlowRuns, filterWorkers, filterWorkPools, readWorkPool, type Worker } from "../../../contract/index.js";
import { type FakePlane, fakePlane } from "../../../../test/cli/fake-plane.js";
import { flowRun, state, workPool } from "../../../../test/cli/fixtures.js";
import { kedgeCommand } from "../../../../test/cli/kedge-command.js";

const command = kedgeCommand();
let plane: FakePlane;
const { id, created, updated } = workPool();
const worker = (name: string, fields: Partial<Worker> = {}): Worker => ({
  id,
  created,
  updated,
  name,
  work_pool_id: id,
  last_heartbeat_time: created,
  heartbeat_interval_seconds: 30,
  status: "ONLINE",
  trouble: null,
  ...fields,
});
beforeAll(async () => {
  plane = await fakePlane();
  plane.on(readWorkPool, ({ params }) => workPool({ name: params.name }));
  plane.on(filterWorkPools, () => [workPool({ name: "local" }), workPool({ name: "night" })]);
  plane.on(filterFlowRuns, () => []);
  plane.on(filterWorkers, ({ params }) => [
    worker(`${params.name}-1`, { status: params.name === "night" ? "OFFLINE" : "ONLINE" }),
  ]);
});
afterAll(() => plane.close());

const kedge = (...args: string[]) => command.run(["worker", ...args], { env: { KEDGE_API_URL: plane.apiUrl } });

test("ls shows the workers of all pools, and whether they are there", async () => {
  const { stdout } = await kedge("ls");
  expect(stdout).toMatch(/^local-1 +local +ONLINE/m);
  expect(stdout).toMatch(/^night-1 +night +OFFLINE/m);
});

test("ls --online asks for those only", async () => {
  await kedge("ls", "--online", "--pool", "local");
  expect(plane.heard(filterWorkers).at(-1)).toMatchObject({
    params: { name: "local" },
    body: { workers: { status: { any_: ["ONLINE"] } } },
  });
});

test("inspect shows one, and names the nearest where there is none of the name", async () => {
  expect((await kedge("inspect", "local-1", "--pool", "local")).stdout).toMatch(/^heartbeat every +30s$/m);
  const { code, stderr } = await kedge("inspect", "local-2", "--pool", "local");
  expect(code).toBe(1);
  expect(stderr).toContain("Did you mean local-1?");
});

test("one that takes no runs is told apart, and inspect says why", async () => {
  plane.on(filterWorkers, () => [worker("full", { trouble: "disk full: 2 MB are left" })]);
  expect((await kedge("ls", "--pool", "local")).stdout).toMatch(/^full +local +ONLINE, takes no runs/m);
  expect((await kedge("inspect", "full", "--pool", "local")).stdout).toMatch(/takes no runs +disk full: 2 MB are left/);
});

test("inspect names the runs that it has in hand", async () => {
  plane.on(filterFlowRuns, () => [flowRun(state("RUNNING"), { name: "wise-otter" })]);
  plane.on(filterWorkers, () => [worker("busy")]);
  expect((await kedge("inspect", "busy", "--pool", "local")).stdout).toMatch(/^in hand +wise-otter \(Running\)$/m);
  expect(plane.heard(filterFlowRuns).at(-1)?.body).toMatchObject({
    flow_runs: { held_by: { any_: ["busy"] } },
    work_pools: { name: { any_: ["local"] } },
  });
});
