import { randomUUID } from "node:crypto";
import { FENCE_HEADER } from "kedge/contract";
import { expect, inject, it, onTestFinished } from "vitest";
import { withDatabase } from "../../test/postgres.setup.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { connect } from "../db/connect.js";
import { reapLapsedLeases } from "../dispatch/reap-lapsed-leases.js";
import { declareRestored } from "./declare-restored.js";

const fenced = (plane: TestPlane, runId: string, type: string, fence: string) =>
  plane.request("POST", `/flow_runs/${runId}/set_state`, { state: { type } }, { [FENCE_HEADER]: fence });

const claim = async (plane: TestPlane, session_id: string = randomUUID()) =>
  (await plane.request("POST", "/work_pools/p/claim", { session_id, worker_name: "w", slots: 10 })).body.runs as {
    flow_run: { id: string };
    fence: string;
  }[];

/** A copy of the plane's database as it is now. */
async function backUp(plane: TestPlane): Promise<string> {
  const server = connect({ url: inject("serverUrl"), connections: 1 });
  const original = new URL(plane.url).pathname.slice(1);
  const name = `backup_${randomUUID().replaceAll("-", "")}`;
  await server.sql.unsafe(`
    do $$ begin perform pg_terminate_backend(pid) from pg_stat_activity where datname = '${original}'; end $$`);
  await expect
    .poll(() => server.sql.unsafe(`create database ${name} template ${original}`).then(() => "made", String))
    .toBe("made");
  onTestFinished(async () => {
    await server.sql.unsafe(`drop database ${name} with (force)`);
    await server.close();
  });
  return withDatabase(plane.url, name);
}

it("after a restored backup no fence of the time before is accepted, and none is handed out twice", async () => {
  const before = await startTestPlane();
  onTestFinished(() => before.stop());
  const post = async (path: string, body: object) => (await before.request("POST", path, body)).body;
  const flow = await post("/flows/", { name: "f" });
  await post("/work_pools/", { name: "p", type: "process" });
  const deployment = await post("/deployments/", { name: "d", flow_id: flow.id, work_pool_name: "p" });
  const newRun = async () => (await post(`/deployments/${deployment.id}/create_flow_run`, {})).id as string;

  const underWay = await newRun();
  const session = randomUUID();
  const [held] = await claim(before, session);
  await fenced(before, underWay, "RUNNING", held!.fence);
  const waiting = await newRun();
  const url = await backUp(before);
  // Nobody will know of this claim.
  const [forgotten] = await claim(before);
  expect(forgotten!.flow_run.id).toBe(waiting);

  expect(await declareRestored({ databaseUrl: url })).toEqual({ epoch: 2, attempts: 1 });
  const after = await startTestPlane({ on: url });
  onTestFinished(() => after.stop());
  for (const { flow_run, fence } of [held!, forgotten!]) {
    const late = await fenced(after, flow_run.id, "COMPLETED", fence);
    expect([late.status, late.body.code]).toEqual([409, "STALE_FENCE"]);
  }
  const renewal = { runs: [{ flow_run_id: underWay, fence: held!.fence }] };
  const renewed = await after.request("POST", `/worker_sessions/${session}/renew`, renewal);
  expect(renewed.body.lost).toEqual([underWay]);
  expect(await after.plane.leaseGrace.around(() => reapLapsedLeases(after.plane))).toEqual({ lapsed: 1, ended: 1 });
  expect((await after.request("GET", `/flow_runs/${underWay}`)).body.state_type).toBe("CRASHED");

  // The worker registers anew, and what is claimed now differs from what was claimed after the backup.
  const [again] = await claim(after);
  expect(again).toMatchObject({ flow_run: { id: waiting }, fence: "2.1" });
  expect(forgotten!.fence).toBe("1.1");
  expect((await fenced(after, waiting, "RUNNING", again!.fence)).status).toBe(201);
  expect((await fenced(after, waiting, "COMPLETED", forgotten!.fence)).status).toBe(409);
  expect((await fenced(after, waiting, "COMPLETED", again!.fence)).status).toBe(201);
});
