import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newDeployment } from "../../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const tell = (pool: string, session_id: string, trouble: string | null) =>
  plane.request("PUT", `/work_pools/${pool}/workers/w/trouble`, { session_id, trouble });
const workers = async (pool: string) => (await plane.request("POST", `/work_pools/${pool}/workers/filter`, {})).body;
const reasons = async (run: string) => (await plane.request("GET", `/flow_runs/${run}/why`)).body.reasons;

it("a worker that takes no runs is there, with its reason, and a run that waits for it says so", async () => {
  const { name, newRun } = await newDeployment(plane);
  const [run, sessionId] = [await newRun(), randomUUID()];
  expect((await tell(name, sessionId, "disk full")).status).toBe(204);
  expect(await workers(name)).toMatchObject([{ name: "w", status: "ONLINE", trouble: "disk full" }]);
  expect(await reasons(run)).toMatchObject([
    {
      code: "WORKERS_IN_TROUBLE",
      blocks: false,
      message: `The worker of work pool ${name} takes no runs at present: disk full.`,
    },
  ]);
  await tell(name, sessionId, null);
  expect(await workers(name)).toMatchObject([{ status: "ONLINE", trouble: null }]);
  expect(await reasons(run)).toMatchObject([{ code: "WAITS_ITS_TURN" }]);
});

it("while another worker takes runs, nothing is said of the one that does not", async () => {
  const { name, newRun, claim } = await newDeployment(plane);
  await tell(name, randomUUID(), "disk full");
  await claim(1);
  expect(await reasons(await newRun())).toMatchObject([{ code: "WAITS_ITS_TURN" }]);
});

it("telling of a trouble renews no lease", async () => {
  const { name, newRun, claim } = await newDeployment(plane);
  await newRun();
  const sessionId = randomUUID();
  await claim(1, sessionId);
  const end = async () =>
    (await plane.plane.sql`select expires_at from worker_session where id = ${sessionId}`)[0]!["expires_at"];
  const before = await end();
  await tell(name, sessionId, "disk full");
  expect(await end()).toBe(before);
});

it("a pool that is not there has no workers in trouble", async () => {
  expect((await tell("nowhere", randomUUID(), "disk full")).status).toBe(404);
});

it("runs are found by the worker that has them in hand, and by it no more once they have ended", async () => {
  const { name, newRun, claim } = await newDeployment(plane);
  const run = await newRun();
  await newRun();
  await claim(1);
  const heldBy = async (worker: string) => {
    const body = { flow_runs: { held_by: { any_: [worker] } }, work_pools: { name: { any_: [name] } } };
    return (await plane.request("POST", "/flow_runs/filter", body)).body.map(({ id }: { id: string }) => id);
  };
  const [worker] = await workers(name);
  expect(await heldBy(worker.name)).toEqual([run]);
  expect(await heldBy("nobody")).toEqual([]);
  await plane.request("POST", `/flow_runs/${run}/set_state`, {
    state: { type: "CANCELLED", name: "Cancelled" },
    force: true,
  });
  expect(await heldBy(worker.name)).toEqual([]);
});
