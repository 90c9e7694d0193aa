import { afterAll, beforeAll, expect, it } from "vitest";
import { newDeployment } from "../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { silentLog } from "../log.js";
import { settleRuns } from "../settling/settle-runs.js";
import { reapLapsedLeases } from "./reap-lapsed-leases.js";

let plane: TestPlane;
let flowId: string;
beforeAll(async () => {
  plane = await startTestPlane();
  flowId = (await plane.request("POST", "/flows/", { name: "local" })).body.id;
});
afterAll(() => plane.stop());

const propose = (id: string, type: string, details: object = {}) =>
  plane.request("POST", `/flow_runs/${id}/set_state`, { state: { type, state_details: details } });
const stateOf = async (id: string) => (await plane.request("GET", `/flow_runs/${id}`)).body.state;
const create = async (fields: object = {}): Promise<string> =>
  (await plane.request("POST", "/flow_runs/", { flow_id: flowId, lease_seconds: 60, ...fields })).body.id;
const running = async (fields: object = {}) => {
  const id = await create(fields);
  await propose(id, "RUNNING");
  return id;
};
const keep = async (id: string, seconds: number | null = 60) =>
  (await plane.request("POST", "/flow_runs/keep", { runs: [{ flow_run_id: id, lease_seconds: seconds }] })).body;
const secondsLeft = async (id: string) => {
  const [row] = await plane.plane.sql`
    select extract(epoch from expires_at - clock_timestamp())::float8 as seconds from lease where flow_run_id = ${id}`;
  return row?.["seconds"] as number | undefined;
};
const lapse = (id: string) =>
  plane.plane.sql`update lease set expires_at = clock_timestamp() - interval '1 s' where flow_run_id = ${id}`;
const NOTHING = { cancelling: [], paused: [], lost: [], rest_seconds: 0 };

it("a run that its creator carries out has a lease from its creation to its end", async () => {
  const run = await create();
  expect(await secondsLeft(run)).toBeGreaterThan(50);
  await propose(run, "RUNNING");
  expect(await secondsLeft(run)).toBeLessThanOrEqual(60);
  expect(await keep(run, 300)).toEqual(NOTHING);
  expect(await secondsLeft(run)).toBeGreaterThan(290);
  await propose(run, "COMPLETED");
  expect(await secondsLeft(run)).toBeUndefined();
  expect(await keep(run)).toEqual({ ...NOTHING, lost: [run] });
});

it("a process that is not heard of any more has crashed, and what ran inside with it", async () => {
  const run = await running();
  const tracking = (await plane.request("POST", "/task_runs/", { flow_run_id: run, task_key: "t", dynamic_key: "0" }))
    .body.id;
  const child = await running({ parent_task_run_id: tracking });
  expect(await secondsLeft(child)).toBeUndefined();
  await lapse(run);
  expect(await keep(run)).toEqual({ ...NOTHING, lost: [run] });
  await reapLapsedLeases(plane.plane);
  expect(await stateOf(run)).toMatchObject({ type: "CRASHED", message: expect.stringContaining("Nothing was heard") });
  await settleRuns({ ...plane.plane, config: { cancelLimitSeconds: 300 }, log: silentLog });
  expect((await stateOf(child)).type).toBe("CRASHED");
});

it("a run that was lost while it was being cancelled has what was asked for", async () => {
  const run = await running();
  await propose(run, "CANCELLING", { cancelled_by: "ana@laptop" });
  await lapse(run);
  await reapLapsedLeases(plane.plane);
  expect(await stateOf(run)).toMatchObject({ type: "CANCELLED", state_details: { cancelled_by: "ana@laptop" } });
});

it("the renewal tells of a cancel and of a pause, and renews all the same", async () => {
  const [cancelled, paused] = [await running(), await running()];
  await propose(cancelled, "CANCELLING");
  await propose(paused, "PAUSED");
  expect(await keep(cancelled, 300)).toEqual({ ...NOTHING, cancelling: [cancelled] });
  expect(await keep(paused, 300)).toEqual({ ...NOTHING, paused: [paused] });
  expect(await secondsLeft(paused)).toBeGreaterThan(290);
});

it("a claimed run is its worker's to renew, and its process only asks", async () => {
  const { newRun, claim } = await newDeployment(plane);
  const run = await newRun();
  await claim(1);
  await propose(run, "RUNNING");
  await propose(run, "PAUSED");
  expect(await keep(run, null)).toEqual({ ...NOTHING, paused: [run] });
  expect(await secondsLeft(run)).toBeNull();
});

it("many processes are answered in one statement, each of its own runs", async () => {
  const runs = await Promise.all(Array.from({ length: 8 }, () => running()));
  await Promise.all(runs.filter((_, place) => place % 2 === 0).map((run) => propose(run, "CANCELLING")));
  const replies = await Promise.all(runs.map((run) => keep(run)));
  expect(replies).toEqual(runs.map((run, place) => (place % 2 === 0 ? { ...NOTHING, cancelling: [run] } : NOTHING)));
});

it("leases that stood when the plane went away stand when it is back", async () => {
  const run = await running();
  await plane.plane.sql`update lease set expires_at = clock_timestamp() - interval '10 s',
    renewed = clock_timestamp() - interval '1 min', claimed = clock_timestamp() - interval '1 min'`;
  await plane.plane.sql`update worker_session set renewed = clock_timestamp() - interval '1 min'`;
  await plane.plane.leaseGrace.around(() => Promise.reject(new Error("the database was away"))).catch(() => undefined);
  expect(await keep(run)).toEqual(NOTHING);
});
