import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newDeployment } from "../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
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
