import { afterAll, beforeAll, expect, it } from "vitest";
import { limitDeployment, newDeployment } from "../../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const at = "/v2/concurrency_limits";
const post = (path: string, body: object) => plane.request("POST", `${at}${path}`, body);
const take = (names: string[], fields: object = {}) => post("/increment-with-lease", { names, slots: 1, ...fields });
const inUse = async (name: string) => (await plane.request("GET", `${at}/${name}`)).body.active_slots as number;
const create = async (name: string, limit: number, fields: object = {}) => {
  const reply = await post("/", { name, limit, ...fields });
  expect(reply.status).toBe(201);
  return reply.body;
};

it("a limit is made, read by id and by name, changed and deleted", async () => {
  const made = await create("gpu", 2);
  expect(made).toMatchObject({ name: "gpu", limit: 2, active: true, active_slots: 0, slot_decay_per_second: 0 });
  expect((await post("/", { name: "gpu", limit: 1 })).status).toBe(409);
  expect((await plane.request("PATCH", `${at}/gpu`, { limit: 3 })).status).toBe(204);
  expect((await plane.request("GET", `${at}/${made.id}`)).body).toMatchObject({ limit: 3 });
  expect((await post("/filter", {})).body.map(({ name }: { name: string }) => name)).toContain("gpu");
  expect((await plane.request("DELETE", `${at}/${made.id}`)).status).toBe(204);
  expect((await plane.request("GET", `${at}/gpu`)).status).toBe(404);
});

it("slots of several limits are taken together or not at all, and who finds none is told when to come again", async () => {
  await create("wide", 5);
  await create("narrow", 1);
  const first = await take(["wide", "narrow", "unknown"]);
  expect(first.body.limits.map(({ name }: { name: string }) => name).sort()).toEqual(["narrow", "wide"]);
  const second = await take(["wide", "narrow"]);
  expect(second.status).toBe(423);
  expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await inUse("wide")).toBe(1);
  await post("/decrement-with-lease", { lease_id: first.body.lease_id });
  expect(await inUse("narrow")).toBe(0);
  expect((await take(["wide", "narrow"])).status).toBe(200);
});

it("of many who ask at once, as many get a slot as there are", async () => {
  await create("raced", 3);
  const replies = await Promise.all(Array.from({ length: 12 }, () => take(["raced"])));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(3);
});

it("a lease that is not renewed gives its slots back, and cannot be renewed any more", async () => {
  await create("leased", 1);
  const { lease_id: id } = (await take(["leased"])).body;
  const renew = () => plane.request("POST", `${at}/leases/${id}/renew`, { lease_duration: 60 });
  expect((await renew()).status).toBe(204);
  await plane.plane.sql`update slot_lease set expires_at = clock_timestamp() - interval '1 s' where id = ${id}`;
  expect((await renew()).status).toBe(410);
  expect(await inUse("leased")).toBe(0);
});

it("a rate limit's slots come back by themselves", async () => {
  await create("rate", 2, { slot_decay_per_second: 0.001 });
  expect((await take(["rate"], { slots: 2, mode: "rate_limit" })).status).toBe(200);
  expect((await take(["rate"], { mode: "rate_limit" })).status).toBe(423);
  await plane.plane.sql`update concurrency_limit set drained_at = drained_at - interval '1000 s' where name = 'rate'`;
  expect((await take(["rate"], { mode: "rate_limit" })).status).toBe(200);
  await create("no-rate", 2);
  expect((await take(["no-rate"], { mode: "rate_limit" })).status).toBe(422);
  expect((await take(["no-rate"], { slots: 3 })).status).toBe(422);
});

it("slots taken without a lease are given back by their number", async () => {
  await create("old", 2);
  const counted = { names: ["old"], slots: 1 };
  await post("/increment", counted);
  await post("/increment", counted);
  expect((await post("/increment", counted)).status).toBe(423);
  expect((await post("/decrement", { ...counted, occupancy_seconds: 3 })).body).toMatchObject([{ name: "old" }]);
  expect(await inUse("old")).toBe(1);
});

it("a stock client keeps the slot of its run with the lease that PENDING gave it", async () => {
  const { id, newRun } = await newDeployment(plane);
  await limitDeployment(plane, id, 1);
  const run = await newRun();
  const { state } = (await plane.request("POST", `/flow_runs/${run}/set_state`, { state: { type: "PENDING" } })).body;
  const lease = state.state_details.deployment_concurrency_lease_id;
  const renew = () => plane.request("POST", `${at}/leases/${lease}/renew`, {});
  expect((await renew()).status).toBe(204);
  await plane.request("POST", `/flow_runs/${run}/set_state`, { state: { type: "CANCELLED" } });
  expect((await renew()).status).toBe(410);
});

it("runs that waited for a limit wait for nothing when it is deleted", async () => {
  const { id, newRun, claim } = await newDeployment(plane);
  const limitId = await limitDeployment(plane, id, 0);
  await newRun();
  expect(await claim(1)).toEqual([]);
  await plane.request("DELETE", `${at}/${limitId}`);
  expect(await claim(1)).toHaveLength(1);
});
