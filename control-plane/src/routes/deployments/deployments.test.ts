import type { Deployment, Flow } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
let flows: Flow[];
beforeAll(async () => {
  plane = await startTestPlane();
  await plane.request("POST", "/work_pools/", { name: "local", type: "process" });
  const names = ["etl", "report"];
  const replies = await Promise.all(names.map((name) => plane.request("POST", "/flows/", { name })));
  flows = replies.map((reply) => reply.body as Flow);
  for (const [flow_id, name, tags] of [
    [flows[0]!.id, "nightly", ["a"]],
    [flows[0]!.id, "hourly", []],
    [flows[1]!.id, "weekly", ["a", "b"]],
  ]) {
    await plane.request("POST", "/deployments/", { flow_id, name, tags, work_pool_name: "local" });
  }
});
afterAll(() => plane.stop());

async function names(body: object): Promise<string[]> {
  const reply = await plane.request("POST", "/deployments/filter", body);
  expect(reply.status).toBe(200);
  return (reply.body as Deployment[]).map((deployment) => deployment.name);
}

it("deployments are listed by name, with the pool they run on", async () => {
  const { body } = await plane.request("POST", "/deployments/filter", {});
  expect((body as Deployment[]).map(({ name, work_pool_name, status }) => [name, work_pool_name, status])).toEqual([
    ["hourly", "local", "NOT_READY"],
    ["nightly", "local", "NOT_READY"],
    ["weekly", "local", "NOT_READY"],
  ]);
});

it("they are narrowed by their own fields, by their flow and by their pool", async () => {
  expect(await names({ deployments: { tags: { all_: ["a"] } }, sort: "NAME_DESC" })).toEqual(["weekly", "nightly"]);
  expect(await names({ flows: { name: { any_: ["etl"] } } })).toEqual(["hourly", "nightly"]);
  expect(await names({ work_pools: { name: { any_: ["other"] } } })).toEqual([]);
  expect(await names({ flow_runs: { state: { type: { any_: ["RUNNING"] } } } })).toEqual([]);
});

it("a page is cut from the sorted list", async () => {
  expect(await names({ limit: 1, offset: 1 })).toEqual(["nightly"]);
});
