import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakePlane, fakePlane, notThere } from "../../../../test/cli/fake-plane.js";
import { kedgeCommand } from "../../../../test/cli/kedge-command.js";
import {
  type ConcurrencyLimit,
  createConcurrencyLimit,
  deleteConcurrencyLimit,
  filterConcurrencyLimits,
  listLimitHolders,
  readConcurrencyLimit,
  updateConcurrencyLimit,
  uuidv7,
} from "../../../contract/index.js";

const command = kedgeCommand();
let plane: FakePlane;
const stored = new Map<string, ConcurrencyLimit>();
const limitOf = (name: string, fields: Partial<ConcurrencyLimit> = {}): ConcurrencyLimit => ({
  id: uuidv7(),
  created: new Date().toISOString(),
  updated: new Date().toISOString(),
  name,
  limit: 2,
  active: true,
  active_slots: 0,
  denied_slots: 0,
  slot_decay_per_second: 0,
  avg_slot_occupancy_seconds: 2,
  ...fields,
});
const keep = (limit: ConcurrencyLimit) => {
  stored.set(limit.id, limit).set(limit.name, limit);
  return limit;
};
beforeAll(async () => {
  plane = await fakePlane();
  plane.on(readConcurrencyLimit, ({ params }) => stored.get(params.id_or_name) ?? notThere());
  plane.on(filterConcurrencyLimits, () => [...new Set(stored.values())]);
  plane.on(updateConcurrencyLimit, () => null);
});
afterAll(() => plane.close());

const kedge = (...args: string[]) =>
  command.run(["concurrency-limit", ...args], { env: { KEDGE_API_URL: plane.apiUrl } });

test("create limits a name or a tag", async () => {
  plane.on(createConcurrencyLimit, ({ body }) => limitOf(body.name, { limit: body.limit, active: body.active }));
  expect((await kedge("create", "db", "3", "--tag")).stdout).toBe("Created concurrency limit of 3 for tag db.\n");
  const rate = await kedge("create", "api", "5", "--decay", "0.5", "--inactive");
  expect(rate.stdout).toBe("Created concurrency limit of 5 for api, inactive.\n");
  expect(plane.heard(createConcurrencyLimit).map(({ body }) => body)).toMatchObject([
    { name: "tag:db", limit: 3, active: true },
    { name: "api", limit: 5, active: false, slot_decay_per_second: 0.5 },
  ]);
  expect((await kedge("create", "api", "many")).code).toBe(2);
  expect((await kedge("create", "api", "1", "--decay", "fast")).code).toBe(2);
});

test("ls shows what is in use, and inspect who holds it", async () => {
  const limit = keep(limitOf("tag:gpu", { active_slots: 2 }));
  expect((await kedge("ls")).stdout).toMatch(/^tag:gpu +2 +2 +- +yes/m);
  const [task, run] = [uuidv7(), uuidv7()];
  const since = new Date(Date.now() - 90_000).toISOString();
  const common = { slots: 1, since, until: since };
  plane.on(listLimitHolders, () => [
    { type: "task_run", id: task, name: "train-0", flow_run_id: run, ...common },
    { type: "unknown", id: null, name: null, flow_run_id: null, ...common, slots: 2 },
  ]);
  const { stdout } = await kedge("inspect", "gpu");
  expect(stdout).toContain(`  task run train-0 ${task} of flow run ${run}, for 1m `);
  expect(stdout).toContain("  somebody who gave no name, 2 slots, for 1m ");
  expect(JSON.parse((await kedge("inspect", limit.id, "--json")).stdout)).toMatchObject({
    name: "tag:gpu",
    holders: [{}, {}],
  });
});

test("update sends what is said and nothing else, reset frees, delete deletes", async () => {
  const { id } = keep(limitOf("shared", { active_slots: 1 }));
  plane.on(deleteConcurrencyLimit, () => null);
  await kedge("update", "shared", "--slots", "4");
  await kedge("update", "shared", "--inactive");
  expect((await kedge("reset", "shared")).stdout).toBe("Freed 0 of 1 slots in use of shared.\n");
  expect(plane.heard(updateConcurrencyLimit).map(({ body }) => body)).toEqual([
    { limit: 4 },
    { active: false },
    { active_slots: 0 },
  ]);
  expect((await kedge("update", "shared")).stderr).toContain("Nothing to change.");
  expect((await kedge("delete", "shared")).stdout).toBe("Deleted concurrency limit shared.\n");
  expect(plane.heard(deleteConcurrencyLimit).at(-1)?.params.id_or_name).toBe(id);
});

test("an unknown limit is an error that names the nearest", async () => {
  const { code, stderr } = await kedge("inspect", "shard");
  expect([code, stderr]).toEqual([1, expect.stringMatching(/no concurrency limit "shard"[^]*Did you mean shared/)]);
});
