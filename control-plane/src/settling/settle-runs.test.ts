import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { silentLog } from "../log.js";
import { settleRuns } from "./settle-runs.js";

let plane: TestPlane;
let flowId: string;
let deploymentId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  flowId = (await plane.request("POST", "/flows/", { name: "settled" })).body.id;
  await plane.request("POST", "/work_pools/", { name: "p", type: "process" });
  const fields = { name: "d", flow_id: flowId, work_pool_name: "p" };
  deploymentId = (await plane.request("POST", "/deployments/", fields)).body.id;
});
afterAll(() => plane.stop());

const settle = (cancelLimitSeconds = 300) =>
  settleRuns({ ...plane.plane, config: { cancelLimitSeconds }, log: silentLog });
const isNoted = async (runId: string) =>
  (await plane.plane.sql`select 1 from unsettled_run where flow_run_id = ${runId}`).length > 0;

async function propose(runId: string, type: string, details: object = {}) {
  return (await plane.request("POST", `/flow_runs/${runId}/set_state`, { state: { type, state_details: details } }))
    .body;
}
async function stateOf(runId: string) {
  return (await plane.request("GET", `/flow_runs/${runId}`)).body.state;
}
async function running(fields: object = {}): Promise<string> {
  const { id } = (await plane.request("POST", "/flow_runs/", { flow_id: flowId, ...fields })).body;
  await propose(id, "RUNNING");
  return id;
}
async function taskRun(flowRunId: string, state: string): Promise<string> {
  const fields = { flow_run_id: flowRunId, task_key: "t", dynamic_key: randomUUID(), state: { type: state } };
  return (await plane.request("POST", "/task_runs/", fields)).body.id;
}
const taskState = async (id: string) => (await plane.request("GET", `/task_runs/${id}`)).body.state;
async function child(parent: string, fields: object = {}): Promise<{ id: string; tracking: string }> {
  const tracking = await taskRun(parent, "PENDING");
  return { id: await running({ parent_task_run_id: tracking, ...fields }), tracking };
}

it("a cancel of a run that no worker holds is ended at its limit, and says who asked for it", async () => {
  const run = await running();
  await propose(run, "CANCELLING", { cancelled_by: "ana@laptop" });
  await settle();
  expect((await stateOf(run)).type).toBe("CANCELLING");
  expect(await isNoted(run)).toBe(true);
  await plane.plane.sql`update unsettled_run set due = clock_timestamp() where flow_run_id = ${run}`;
  expect(await settle(0)).toEqual({ due: 1, ended: 1 });
  const who = { cancelled_by: "ana@laptop", cancel_requested: expect.any(String) };
  expect(await stateOf(run)).toMatchObject({ type: "CANCELLED", state_details: who });
  await settle();
  expect(await isNoted(run)).toBe(false);
});

it("a run in the hands of a living worker is left to it", async () => {
  await plane.request("POST", `/deployments/${deploymentId}/create_flow_run`, {});
  const session = { session_id: randomUUID(), worker_name: "slow", slots: 1 };
  const claim = await plane.request("POST", "/work_pools/p/claim", session);
  const run: string = claim.body.runs[0].flow_run.id;
  await propose(run, "CANCELLING");
  expect(await settle(0)).toMatchObject({ ended: 0 });
  expect((await stateOf(run)).type).toBe("CANCELLING");
  await propose(run, "CANCELLED");
});

it("what runs inside a cancelled run is cancelled, at any depth and elsewhere; what had ended stands", async () => {
  const run = await running();
  const inside = await child(run);
  const inner = await child(inside.id);
  const elsewhere = await child(run, { deployment_id: deploymentId });
  const [open, done] = [await taskRun(run, "RUNNING"), await taskRun(run, "COMPLETED")];
  await propose(run, "CANCELLED");
  await settle();
  await settle();
  expect((await stateOf(inside.id)).type).toBe("CANCELLED");
  expect((await stateOf(inner.id)).type).toBe("CANCELLED");
  expect((await taskState(inside.tracking)).type).toBe("CANCELLED");
  expect((await stateOf(elsewhere.id)).type).toBe("CANCELLING");
  expect((await taskState(elsewhere.tracking)).type).toBe("CANCELLING");
  expect((await taskState(open)).type).toBe("CANCELLED");
  expect((await taskState(done)).type).toBe("COMPLETED");
  await propose(elsewhere.id, "CANCELLED");
});

it("a child elsewhere is told at once, while its parent is still being torn down", async () => {
  const run = await running();
  const [inside, elsewhere] = [await child(run), await child(run, { deployment_id: deploymentId })];
  await propose(run, "CANCELLING");
  await settle();
  expect((await stateOf(elsewhere.id)).type).toBe("CANCELLING");
  expect((await stateOf(inside.id)).type).toBe("RUNNING");
  await propose(run, "CANCELLED");
  await propose(elsewhere.id, "CANCELLED");
});

it("of a crashed run only what was in its process ends with it", async () => {
  const run = await running();
  const [inside, elsewhere] = [await child(run), await child(run, { deployment_id: deploymentId })];
  const paused = await child(run);
  await propose(paused.id, "PAUSED");
  const open = await taskRun(run, "RUNNING");
  await propose(run, "CRASHED");
  await settle();
  expect((await stateOf(inside.id)).type).toBe("CRASHED");
  expect((await stateOf(paused.id)).type).toBe("CRASHED");
  expect((await taskState(open)).type).toBe("CRASHED");
  expect((await stateOf(elsewhere.id)).type).toBe("RUNNING");
});

it("a pause that nobody ended fails at its timeout, once", async () => {
  const run = await running();
  await propose(run, "PAUSED", { pause_timeout: new Date(Date.now() + 3_600_000).toISOString() });
  await settle();
  expect((await stateOf(run)).type).toBe("PAUSED");
  await plane.plane.sql`update flow_run set
    state_details = state_details || jsonb_build_object('pause_timeout', iso_instant(clock_timestamp())) where id = ${run}`;
  await plane.plane.sql`update unsettled_run set due = clock_timestamp() where flow_run_id = ${run}`;
  expect(await settle()).toEqual({ due: 1, ended: 1 });
  expect(await stateOf(run)).toMatchObject({ type: "FAILED", message: expect.stringContaining("never resumed") });
  expect(await settle()).toMatchObject({ ended: 0 });
});

it("a run that was deleted is forgotten", async () => {
  const run = await running();
  await propose(run, "CANCELLED");
  await plane.request("DELETE", `/flow_runs/${run}`);
  await settle();
  expect(await isNoted(run)).toBe(false);
});
