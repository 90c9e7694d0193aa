import { randomUUID } from "node:crypto";
import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import { lockWait } from "../../../test/lock-wait.js";
import { connect } from "../connect.js";
import { claimFlowRuns } from "./claim-flow-runs.js";

let plane: TestPlane;
let deploymentId: string;
let poolId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  const flow = await plane.request("POST", "/flows/", { name: "raced" });
  poolId = (await plane.request("POST", "/work_pools/", { name: "p", type: "process" })).body.id;
  const fields = { name: "d", flow_id: flow.body.id, work_pool_name: "p" };
  deploymentId = (await plane.request("POST", "/deployments/", fields)).body.id;
});
afterAll(() => plane.stop());

const dueRun = async (fields: object = {}): Promise<string> =>
  (await plane.request("POST", `/deployments/${deploymentId}/create_flow_run`, fields)).body.id;
const propose = (runId: string, type: string, headers = {}, fields: object = {}) =>
  plane.request("POST", `/flow_runs/${runId}/set_state`, { state: { type, ...fields } }, headers);
/** Claims the one run that is due; answers with the header of its attempt. */
async function claim(runId: string) {
  const body = { session_id: randomUUID(), worker_name: "w", slots: 1 };
  const { runs } = (await plane.request("POST", "/work_pools/p/claim", body)).body;
  expect(runs).toMatchObject([{ flow_run: { id: runId } }]);
  return { "kedge-fence": runs[0].fence as string };
}
const leases = (runId: string) => plane.plane.sql`select 1 from lease where flow_run_id = ${runId}`;
const dueRows = (runId: string) => plane.plane.sql`select 1 from due_run where flow_run_id = ${runId}`;

it("a completion that waited for a claim releases the claim's lease, which it could not see when it began", async () => {
  const runId = await dueRun();
  const other = connect({ url: plane.url, connections: 1 });
  const { completion } = await other.sql.begin(async (transaction) => {
    const claimed = await claimFlowRuns(transaction, {
      workspaceId: plane.plane.defaultWorkspaceId,
      poolId,
      sessionId: randomUUID(),
      workerName: "w",
      queueNames: null,
      leaseSeconds: 30,
      stateIds: [uuidv7()],
      picked: null,
    });
    expect(claimed).toHaveLength(1);
    const waiting = propose(runId, "COMPLETED");
    await lockWait(transaction);
    return { completion: waiting };
  });
  expect((await completion).body.status).toBe("ACCEPT");
  await other.close();
  expect(await leases(runId)).toEqual([]);
  expect(await dueRows(runId)).toEqual([]);
});

it("an end that waited for a rescheduling takes the run out of the queue again", async () => {
  const runId = await dueRun();
  await propose(runId, "CANCELLED");
  const other = connect({ url: plane.url, connections: 1 });
  const { end } = await other.sql.begin(async (transaction) => {
    // As the commit of a rescheduling does it.
    await transaction`update flow_run set state_type = 'SCHEDULED', state_id = ${uuidv7()} where id = ${runId}`;
    await transaction`
      insert into due_run (workspace_id, flow_run_id, work_pool_id, work_queue_id, due)
      select workspace_id, id, work_pool_id, work_queue_id, clock_timestamp() from flow_run where id = ${runId}`;
    const waiting = propose(runId, "COMPLETED");
    await lockWait(transaction);
    return { end: waiting };
  });
  expect((await end).body).toMatchObject({ status: "ACCEPT", state: { type: "COMPLETED" } });
  await other.close();
  expect(await dueRows(runId)).toEqual([]);
});

it("an attempt whose run went back to the queue can write no more, although nobody has claimed it yet", async () => {
  const runId = await dueRun();
  const own = await claim(runId);
  expect((await propose(runId, "RUNNING", own)).status).toBe(201);
  expect((await propose(runId, "SCHEDULED")).status).toBe(201);
  expect(await dueRows(runId)).toHaveLength(1);
  expect(await leases(runId)).toEqual([]);
  expect(await propose(runId, "COMPLETED", own)).toMatchObject({ status: 409, body: { code: "STALE_FENCE" } });
  await propose(runId, "CANCELLED");
});

it("the process that waits to retry keeps its lease and its fence", async () => {
  const runId = await dueRun({ empirical_policy: { retries: 1, retry_delay: 60 } });
  const own = await claim(runId);
  await propose(runId, "RUNNING", own);
  expect((await propose(runId, "FAILED", own)).body).toMatchObject({ state: { name: "AwaitingRetry" } });
  expect(await dueRows(runId)).toEqual([]);
  expect(await leases(runId)).toHaveLength(1);
  expect((await propose(runId, "CANCELLED", own)).status).toBe(201);
});

it("a run that was retried in its process and then suspended is given to a worker when it is resumed", async () => {
  const runId = await dueRun({ empirical_policy: { retries: 1, retry_delay: 0 } });
  const own = await claim(runId);
  for (const type of ["RUNNING", "FAILED", "RUNNING"]) await propose(runId, type, own);
  await propose(runId, "PAUSED", own, { state_details: { pause_reschedule: true } });
  expect(await leases(runId)).toEqual([]);
  await propose(runId, "SCHEDULED", {}, { name: "Resuming" });
  await claim(runId);
});
