import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createWorkPool,
  deleteWorkPool,
  filterWorkPools,
  filterWorkQueues,
  readWorkPool,
  updateWorkPool,
} from "../../../contract/index.js";
import { ErrorAnswer, type FakePlane, fakePlane, notThere } from "../../../../test/cli/fake-plane.js";
import { workPool } from "../../../../test/cli/fixtures.js";
import { kedgeCommand } from "../../../../test/cli/kedge-command.js";

const command = kedgeCommand();
let plane: FakePlane;
beforeAll(async () => {
  plane = await fakePlane();
  plane.on(readWorkPool, ({ params }) => workPool({ name: params.name }));
});
afterAll(() => plane.close());

const kedge = (...args: string[]) => command.run(["work-pool", ...args], { env: { KEDGE_API_URL: plane.apiUrl } });

test("create sends what is asked for and leaves the job template to the server", async () => {
  plane.on(createWorkPool, ({ body }) => workPool({ name: body.name, is_paused: body.is_paused }));
  const options = ["--type", "process", "--description", "this machine", "--concurrency-limit", "4", "--paused"];
  const { code, stdout } = await kedge("create", "local", ...options);
  expect(code).toBe(0);
  expect(stdout).toBe(
    "Created work pool local of type process, paused.\n  Start a worker for it: kedge worker start --pool local\n",
  );
  expect(plane.heard(createWorkPool).at(-1)?.body).toMatchObject({
    name: "local",
    type: "process",
    description: "this machine",
    concurrency_limit: 4,
    is_paused: true,
    base_job_template: {},
  });
});

test("create passes on that the name is taken", async () => {
  plane.on(createWorkPool, () => new ErrorAnswer(409, "CONFLICT", 'Work pool "local" exists already.'));
  const { code, stderr } = await kedge("create", "local", "--type", "process");
  expect(code).toBe(1);
  expect(stderr).toContain('Work pool "local" exists already.');
});

test("ls shows status and slots", async () => {
  plane.on(filterWorkPools, () => [
    workPool({ active_slots: 2, concurrency_limit: 10 }),
    workPool({ name: "night", is_paused: true }),
  ]);
  const { stdout } = await kedge("ls");
  expect(stdout).toMatch(/^local +process +READY +2 of 10$/m);
  expect(stdout).toMatch(/^night +process +PAUSED +0$/m);
});

test("inspect shows the queues, in the text and in the JSON", async () => {
  plane.on(filterWorkQueues, () => []);
  expect((await kedge("inspect", "local")).stdout).toMatch(/^concurrency limit +none$/m);
  expect(JSON.parse((await kedge("inspect", "local", "--json")).stdout)).toMatchObject({ name: "local", queues: [] });
});

test("an unknown pool is an error that lists the pools and says how to create it", async () => {
  plane.on(readWorkPool, () => notThere());
  plane.on(filterWorkPools, () => [workPool(), workPool({ name: "night" })]);
  const { code, stderr } = await kedge("inspect", "locale");
  expect(code).toBe(1);
  expect(stderr).toBe(
    'Error: There is no work pool "locale".\n' +
      "  Did you mean local? There are: local, night.\n" +
      "  Create it: kedge work-pool create locale --type process\n",
  );
  plane.on(readWorkPool, ({ params }) => workPool({ name: params.name }));
});

test("pause, resume and delete say what they did", async () => {
  plane.on(updateWorkPool, () => null);
  plane.on(deleteWorkPool, () => null);
  expect((await kedge("pause", "local")).stdout).toBe("Paused work pool local.\n");
  expect((await kedge("resume", "local")).stdout).toBe("Resumed work pool local.\n");
  expect(plane.heard(updateWorkPool).map(({ body }) => body.is_paused)).toEqual([true, false]);
  expect((await kedge("delete", "local")).stdout).toMatch(/^Deleted work pool local \(/);
});
