import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newDeployment } from "../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { lockWait } from "../../test/lock-wait.js";
import { connect } from "../db/connect.js";
import { commitFlowRunStates } from "../db/queries/commit-flow-run-states.js";
import { renewByHeartbeats } from "../db/queries/renew-by-heartbeats.js";
import { reapLapsedLeases } from "./reap-lapsed-leases.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const propose = (id: string, type: string) => plane.request("POST", `/flow_runs/${id}/set_state`, { state: { type } });
const stateOf = async (id: string) => (await plane.request("GET", `/flow_runs/${id}`)).body.state_type;
const beat = async (runId: string, occurred: Date) => {
  const resource = { "prefect.resource.id": `prefect.flow-run.${runId}` };
  const event = { id: uuidv7(), event: "prefect.flow-run.heartbeat", occurred: occurred.toISOString(), resource };
  expect((await plane.request("POST", "/events", [event])).status).toBe(204);
};
const secondsLeft = async (runId: string) => {
  const [row] = await plane.plane.sql`
    select extract(epoch from expires_at - clock_timestamp())::float8 as seconds from lease where flow_run_id = ${runId}`;
  return row?.["seconds"] as number | undefined;
};

it("a run that somebody started by hand is missed when its heartbeats end", async () => {
  const flow = (await plane.request("POST", "/flows/", { name: "local" })).body;
  const run = (await plane.request("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "RUNNING" } })).body.id;
  await beat(run, new Date());
  expect(await secondsLeft(run)).toBeGreaterThan(500);
  await plane.plane.sql`update lease set expires_at = clock_timestamp() - interval '1 s' where flow_run_id = ${run}`;
  await reapLapsedLeases(plane.plane);
  expect(await stateOf(run)).toBe("CRASHED");
});

it("a lease lasts for three heartbeats at the pace at which they are sent, however late they arrive", async () => {
  const { newRun } = await newDeployment(plane);
  const run = await newRun();
  await propose(run, "PENDING");
  await propose(run, "RUNNING");
  await plane.plane.sql`update lease set expires_at = clock_timestamp() + interval '5 s' where flow_run_id = ${run}`;
  const sent = Date.now() - 3_600_000;
  await beat(run, new Date(sent));
  await beat(run, new Date(sent + 400_000));
  expect(await secondsLeft(run)).toBeGreaterThan(1100);
  expect(await secondsLeft(run)).toBeLessThanOrEqual(1200);
  await propose(run, "COMPLETED");
  expect(await secondsLeft(run)).toBeUndefined();
});

it("heartbeats leave alone what a worker of ours renews, what has ended, and what was given up", async () => {
  const { newRun, claim } = await newDeployment(plane);
  const [ours, ended] = [await newRun(), await newRun()];
  await claim(1);
  await propose(ours, "RUNNING");
  await beat(ours, new Date());
  expect(await secondsLeft(ours)).toBeNull();
  await propose(ended, "COMPLETED");
  await beat(ended, new Date());
  expect(await secondsLeft(ended)).toBeUndefined();
  await propose(ours, "COMPLETED");
});

/** What a test does in a transaction of its own, while something else waits for what it has locked. */
async function whileWaiting<T>(
  work: (sql: ReturnType<typeof connect>["sql"]) => Promise<unknown>,
  waiting: () => Promise<T>,
): Promise<T> {
  const other = connect({ url: plane.url, connections: 1 });
  try {
    const { waited } = await other.sql.begin(async (transaction) => {
      await work(transaction as unknown as typeof other.sql);
      const waited = waiting();
      await lockWait(transaction);
      return { waited };
    });
    return await waited;
  } finally {
    await other.close();
  }
}

const started = async () => {
  const flow = (await plane.request("POST", "/flows/", { name: "local" })).body;
  return (await plane.request("POST", "/flow_runs/", { flow_id: flow.id, state: { type: "RUNNING" } })).body.id;
};

it("a heartbeat that waited for the end of its run makes no lease", async () => {
  const run = await started();
  const { state_id } = (await plane.request("GET", `/flow_runs/${run}`)).body;
  const end = {
    workspaceId: plane.plane.defaultWorkspaceId,
    runId: run,
    stateId: uuidv7(),
    type: "COMPLETED",
    name: "Completed",
    message: null,
    data: null,
    details: {},
    policyChanges: null,
    isForced: false,
    expectedStateId: state_id,
    guard: null,
    fence: null,
  };
  await whileWaiting(
    (sql) => commitFlowRunStates(sql, [end]),
    () => beat(run, new Date()),
  );
  expect(await stateOf(run)).toBe("COMPLETED");
  expect(await secondsLeft(run)).toBeUndefined();
});

it("the end of a run that waited for its first heartbeat takes the lease along", async () => {
  const run = await started();
  const heartbeat = { workspaceId: plane.plane.defaultWorkspaceId, runId: run, occurred: new Date().toISOString() };
  const { status } = await whileWaiting(
    (sql) => renewByHeartbeats(sql, [heartbeat]),
    () => propose(run, "COMPLETED"),
  );
  expect(status).toBe(201);
  expect(await stateOf(run)).toBe("COMPLETED");
  expect(await secondsLeft(run)).toBeUndefined();
});
