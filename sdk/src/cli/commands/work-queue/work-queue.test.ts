import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createWorkQueue,
  deleteWorkQueueByName,
  filterAllWorkQueues,
  filterWorkQueues,
  previewClaims,
  readWorkPool,
  readWorkQueueByName,
  updateWorkQueueByName,
  type WorkQueue,
} from "../../../contract/index.js";
import { type FakePlane, fakePlane, notThere } from "../../../../test/cli/fake-plane.js";
import { flowRun, state, workPool, workQueue } from "../../../../test/cli/fixtures.js";
import { kedgeCommand } from "../../../../test/cli/kedge-command.js";

const command = kedgeCommand();
let plane: FakePlane;
beforeAll(async () => {
  plane = await fakePlane();
  plane.on(readWorkPool, ({ params }) => workPool({ name: params.name }));
  plane.on(readWorkQueueByName, ({ params }) => named(params.queue));
});
afterAll(() => plane.close());

const named = (name: string, fields: Partial<WorkQueue> = {}) => workQueue({ name, ...fields });
const kedge = (...args: string[]) => command.run(["work-queue", ...args], { env: { KEDGE_API_URL: plane.apiUrl } });

test("ls lists a pool's queues, or those of all pools", async () => {
  plane.on(filterWorkQueues, () => [named("urgent", { concurrency_limit: 2, active_slots: 1 })]);
  plane.on(filterAllWorkQueues, () => [named("a"), named("b", { work_pool_name: "night", is_paused: true })]);
  expect((await kedge("ls", "--pool", "local")).stdout).toMatch(/^local +urgent +1 +READY +1 of 2/m);
  expect((await kedge("ls")).stdout).toMatch(/^night +b +1 +PAUSED/m);
});

test("create sends what is asked for", async () => {
  plane.on(createWorkQueue, ({ body }) => named(body.name, { priority: body.priority ?? 1 }));
  const { stdout } = await kedge("create", "urgent", "--pool", "local", "--priority", "1", "--concurrency-limit", "2");
  expect(stdout).toBe("Created work queue urgent in pool local, priority 1.\n");
  expect(plane.heard(createWorkQueue).at(-1)?.body).toMatchObject({
    name: "urgent",
    priority: 1,
    concurrency_limit: 2,
  });
});

test("pausing, resuming, limits and deletion say what they did", async () => {
  plane.on(updateWorkQueueByName, () => null);
  plane.on(deleteWorkQueueByName, () => null);
  const inPool = ["--pool", "local"];
  expect((await kedge("pause", "a", ...inPool)).stdout).toBe("Paused work queue a in pool local.\n");
  expect((await kedge("resume", "a", ...inPool)).stdout).toBe("Resumed work queue a in pool local.\n");
  await kedge("set-concurrency-limit", "a", "3", ...inPool);
  await kedge("clear-concurrency-limit", "a", ...inPool);
  await kedge("update", "a", "--priority", "2", ...inPool);
  expect(plane.heard(updateWorkQueueByName).map(({ body }) => body)).toEqual([
    { is_paused: true },
    { is_paused: false },
    { concurrency_limit: 3 },
    { concurrency_limit: null },
    { priority: 2 },
  ]);
  expect((await kedge("delete", "a", ...inPool)).stdout).toBe("Deleted work queue a of pool local.\n");
  const nothing = await kedge("update", "a", ...inPool);
  expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining("Nothing to change.")]);
});

test("preview shows who is next and what holds up the others", async () => {
  plane.on(previewClaims, () => [previewed("first", null), previewed("second", "queue_limit")]);
  const { stdout } = await kedge("preview", "urgent", "--pool", "local");
  expect(stdout).toMatch(/^first .* yes$/m);
  expect(stdout).toMatch(/^second .* no: queue is full$/m);
  expect(plane.heard(previewClaims).at(-1)?.body.work_queue_names).toEqual(["urgent"]);
});

test("an unknown queue is an error that names the nearest", async () => {
  plane.on(readWorkQueueByName, () => notThere());
  plane.on(filterWorkQueues, () => [named("urgent")]);
  const { code, stderr } = await kedge("inspect", "urgnt", "--pool", "local");
  expect(code).toBe(1);
  expect(stderr).toBe(
    'Error: There is no work queue "urgnt" in pool local.\n  Did you mean urgent? List them: kedge work-queue ls --pool local\n',
  );
});

function previewed(name: string, blocked_by: "queue_limit" | null) {
  const { id: work_queue_id } = named("urgent");
  return {
    work_queue_id,
    work_queue_name: "urgent",
    priority: 1,
    blocked_by,
    flow_run: flowRun(state("SCHEDULED"), { name }),
  };
}
