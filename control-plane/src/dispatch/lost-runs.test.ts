import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newDeployment } from "../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { reapLapsedLeases } from "./reap-lapsed-leases.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const read = async (id: string) => (await plane.request("GET", `/flow_runs/${id}`)).body;
const lapse = (session: string) =>
  plane.plane.sql`update worker_session set expires_at = clock_timestamp() - interval '1 s' where id = ${session}`;

async function deploymentThatRetries(times: number) {
  const deployment = await newDeployment(plane);
  await plane.plane.sql`update deployment set on_crash_retries = ${times} where id = ${deployment.id}`;
  return deployment;
}

it("a lost run is started anew as often as its deployment says, and then crashes", async () => {
  const { newRun, claim } = await deploymentThatRetries(1);
  const run = await newRun();
  const lose = async () => {
    const session = randomUUID();
    const [claimed] = await claim(1, session);
    expect(claimed).toMatchObject({ flow_run: { id: run }, on_disconnect: "stop" });
    await lapse(session);
    await reapLapsedLeases(plane.plane);
    return claimed.fence as string;
  };
  const fence = await lose();
  expect(await read(run)).toMatchObject({ state_type: "SCHEDULED", state: { name: "AwaitingRetry" } });
  const late = await plane.request(
    "POST",
    `/flow_runs/${run}/set_state`,
    { state: { type: "COMPLETED" } },
    { "kedge-fence": fence },
  );
  expect(late.status).toBe(409);
  await lose();
  expect(await read(run)).toMatchObject({ state_type: "CRASHED", attempt: 2 });
});

it("a crash that the worker reports counts as a loss, too", async () => {
  const { newRun, claim } = await deploymentThatRetries(2);
  const run = await newRun();
  const [claimed] = await claim(1);
  const reply = await plane.request(
    "POST",
    `/flow_runs/${run}/set_state`,
    { state: { type: "CRASHED", message: "The process was killed." } },
    { "kedge-fence": claimed.fence },
  );
  expect(reply.body).toMatchObject({ status: "REJECT", state: { type: "SCHEDULED" } });
  expect((await read(run)).state.message).toContain("The process was killed.");
  expect(await claim(1)).toMatchObject([{ flow_run: { id: run }, attempt: 2 }]);
});

it("an end that is reported after the lease's tells since when the slots were free", async () => {
  const { newRun, claim } = await newDeployment(plane);
  const run = await newRun();
  const session = randomUUID();
  const [claimed] = await claim(1, session);
  await lapse(session);
  const body = { state: { type: "COMPLETED" } };
  const headers = { "kedge-fence": claimed.fence };
  expect((await plane.request("POST", `/flow_runs/${run}/set_state`, body, headers)).body.status).toBe("ACCEPT");
  const { state } = await read(run);
  expect(Date.parse(state.state_details.lease_ended_at)).toBeLessThan(Date.parse(state.timestamp));
});

it("a run that waits to be started anew is cancelled at once: what carried it out is gone", async () => {
  const { newRun, claim } = await deploymentThatRetries(1);
  const run = await newRun();
  const session = randomUUID();
  await claim(1, session);
  await plane.request("PATCH", `/flow_runs/${run}`, { infrastructure_pid: "host:4711" });
  await lapse(session);
  await reapLapsedLeases(plane.plane);
  const cancel = { state: { type: "CANCELLING", state_details: { cancelled_by: "ana@laptop" } } };
  const { body } = await plane.request("POST", `/flow_runs/${run}/set_state`, cancel);
  expect(body.state).toMatchObject({ type: "CANCELLED", state_details: { cancelled_by: "ana@laptop" } });
  expect(await claim(1)).toEqual([]);
});
