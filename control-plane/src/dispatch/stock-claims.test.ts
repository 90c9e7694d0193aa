import { afterAll, beforeAll, expect, it } from "vitest";
import { newDeployment } from "../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { reapLapsedLeases } from "./reap-lapsed-leases.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const propose = async (id: string, type: string, fields: object = {}) =>
  (await plane.request("POST", `/flow_runs/${id}/set_state`, { state: { type, ...fields } })).body;
const read = async (id: string) => (await plane.request("GET", `/flow_runs/${id}`)).body;
const leases = () => plane.plane.sql`select 1 from lease`;
const lapse = () =>
  plane.plane.sql`update lease set expires_at = clock_timestamp() - interval '1 s' where session_id is null`;

it("a stock worker's claim is an attempt with a slot, which its end frees", async () => {
  const { newRun, claim } = await newDeployment(plane, { pool: { concurrency_limit: 1 } });
  const [first, second] = [await newRun(), await newRun()];
  expect(await propose(first, "PENDING")).toMatchObject({ status: "ACCEPT" });
  expect(await read(first)).toMatchObject({ attempt: 1 });
  expect(await claim(5)).toEqual([]);
  expect(await propose(second, "PENDING")).toMatchObject({
    status: "ABORT",
    details: { reason: expect.stringContaining("is at its limit of 1") },
  });
  await propose(first, "RUNNING");
  await propose(first, "COMPLETED");
  expect(await propose(second, "PENDING")).toMatchObject({ status: "ACCEPT" });
  await propose(second, "CANCELLED");
});

it("a run that finds its deployment's slots taken is put off, and named as waiting", async () => {
  const { newRun } = await newDeployment(plane, { limit: 1 });
  const [first, second] = [await newRun(), await newRun()];
  const accepted = await propose(first, "PENDING");
  expect(accepted.state.state_details.deployment_concurrency_lease_id).toEqual(expect.any(String));
  expect(await propose(second, "PENDING")).toMatchObject({
    status: "REJECT",
    state: { type: "SCHEDULED", name: "AwaitingConcurrencySlot" },
  });
  await propose(first, "CANCELLED");
  await propose(second, "CANCELLED");
});

it("where new runs give way, a run that finds no slot is cancelled", async () => {
  const { newRun } = await newDeployment(plane, {
    limit: 1,
    deployment: { concurrency_options: { collision_strategy: "CANCEL_NEW" } },
  });
  const [first, second] = [await newRun(), await newRun()];
  await propose(first, "PENDING");
  expect(await propose(second, "PENDING")).toMatchObject({ status: "REJECT", state: { type: "CANCELLED" } });
  await propose(first, "CANCELLED");
});

it("of many stock workers that race for the last slot, one gets it", async () => {
  const { newRun } = await newDeployment(plane, { limit: 1 });
  const runs = await Promise.all(Array.from({ length: 8 }, () => newRun()));
  const answers = await Promise.all(runs.map((id) => propose(id, "PENDING")));
  expect(answers.filter((answer) => answer.status === "ACCEPT")).toHaveLength(1);
  await Promise.all(runs.map((id) => propose(id, "CANCELLED")));
});

it("a run of a deployment that has been deleted is not started", async () => {
  const { id, newRun } = await newDeployment(plane);
  const run = await newRun();
  await plane.plane.sql`delete from deployment where id = ${id}`;
  expect(await propose(run, "PENDING")).toMatchObject({ status: "ABORT" });
});

it("a stock client's run of which nothing more is heard crashes, and its slot is free at once", async () => {
  const { newRun, claim } = await newDeployment(plane, { limit: 1 });
  const [first, second] = [await newRun(), await newRun()];
  await propose(first, "PENDING");
  await propose(first, "RUNNING");
  await lapse();
  expect(await claim(1)).toMatchObject([{ flow_run: { id: second } }]);
  expect(await reapLapsedLeases(plane.plane)).toEqual({ lapsed: 1, ended: 1 });
  expect(await read(first)).toMatchObject({
    state_type: "CRASHED",
    state: { message: expect.stringContaining("heartbeat") },
  });
  await propose(second, "CANCELLED");
  expect(await leases()).toHaveLength(0);
});

it("a stock worker is not shown runs that wait for a slot", async () => {
  const { name, newRun } = await newDeployment(plane, { limit: 1 });
  const [first, second] = [await newRun(), await newRun()];
  const shown = async () => {
    const reply = await plane.request("POST", `/work_pools/${name}/get_scheduled_flow_runs`, {});
    return reply.body.map(({ flow_run }: { flow_run: { id: string } }) => flow_run.id);
  };
  expect(await shown()).toEqual([first]);
  await propose(first, "PENDING");
  expect(await shown()).toEqual([]);
  await propose(first, "CANCELLED");
  expect(await shown()).toEqual([second]);
});
