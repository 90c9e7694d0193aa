import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { reapLapsedLeases } from "./reap-lapsed-leases.js";

let plane: TestPlane;
let deploymentId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  const flow = await plane.request("POST", "/flows/", { name: "reaped" });
  await plane.request("POST", "/work_pools/", { name: "p", type: "process" });
  const fields = { name: "d", flow_id: flow.body.id, work_pool_name: "p" };
  deploymentId = (await plane.request("POST", "/deployments/", fields)).body.id;
});
afterAll(() => plane.stop());

async function claimedRun() {
  await plane.request("POST", `/deployments/${deploymentId}/create_flow_run`, {});
  const session_id = randomUUID();
  const claim = await plane.request("POST", "/work_pools/p/claim", { session_id, worker_name: "silent", slots: 1 });
  const lapse = () =>
    plane.plane.sql`update worker_session set expires_at = clock_timestamp() - interval '1 s' where id = ${session_id}`;
  const [claimed] = claim.body.runs;
  const propose = (type: string) =>
    plane.request(
      "POST",
      `/flow_runs/${claimed.flow_run.id}/set_state`,
      { state: { type } },
      { "kedge-fence": claimed.fence },
    );
  const state = async () => {
    const [row] = await plane.plane
      .sql`select state_type, state_message from flow_run where id = ${claimed.flow_run.id}`;
    return row!;
  };
  return { id: claimed.flow_run.id, propose, lapse, state };
}

const leases = async () => (await plane.plane.sql`select 1 from lease`).length;

it("a run whose worker fell silent crashes, its slot is free and its attempt can write no more", async () => {
  const run = await claimedRun();
  await run.propose("RUNNING");
  await run.lapse();
  expect(await reapLapsedLeases(plane.plane)).toEqual({ lapsed: 1, ended: 1 });
  expect(await run.state()).toMatchObject({ state_type: "CRASHED", state_message: expect.stringContaining("silent") });
  expect(await leases()).toBe(0);
  expect((await run.propose("COMPLETED")).status).toBe(409);
  expect((await run.state())["state_type"]).toBe("CRASHED");
});

it("a run that was being cancelled is cancelled", async () => {
  const run = await claimedRun();
  await run.propose("RUNNING");
  await run.propose("CANCELLING");
  await run.lapse();
  await reapLapsedLeases(plane.plane);
  expect((await run.state())["state_type"]).toBe("CANCELLED");
});

it("a live lease is left alone", async () => {
  const run = await claimedRun();
  await run.propose("RUNNING");
  expect(await reapLapsedLeases(plane.plane)).toEqual({ lapsed: 0, ended: 0 });
  expect((await run.propose("COMPLETED")).status).toBe(201);
});
