import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { lockWait } from "../../../test/lock-wait.js";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";
import { connect } from "../connect.js";
import { claimFlowRuns } from "./claim-flow-runs.js";

let plane: TestPlane;

beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

it("a deletion that waited for a claim leaves neither its lease nor its state behind", async () => {
  const flow = await plane.request("POST", "/flows/", { name: "deleted" });
  const poolId = (await plane.request("POST", "/work_pools/", { name: "p", type: "process" })).body.id;
  const fields = { name: "d", flow_id: flow.body.id, work_pool_name: "p" };
  const deployment = await plane.request("POST", "/deployments/", fields);
  const run = await plane.request("POST", `/deployments/${deployment.body.id}/create_flow_run`, {});
  const other = connect({ url: plane.url, connections: 1 });
  const { deletion } = await other.sql.begin(async (transaction) => {
    await claimFlowRuns(transaction, {
      workspaceId: plane.plane.defaultWorkspaceId,
      poolId,
      sessionId: uuidv7(),
      workerName: "w",
      queueNames: null,
      leaseSeconds: 30,
      stateIds: [uuidv7()],
      picked: null,
    });
    const waiting = plane.request("DELETE", `/flow_runs/${run.body.id}`);
    await lockWait(transaction);
    return { deletion: waiting };
  });
  expect((await deletion).status).toBe(204);
  await other.close();
  expect(await plane.plane.sql`select 1 from lease`).toEqual([]);
  expect(await plane.plane.sql`select 1 from flow_run_state`).toEqual([]);
});
