import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../test/plane.js";

let plane: TestPlane;
let flowId: string;
let pools = 0;

beforeAll(async () => {
  plane = await startTestPlane();
  flowId = (await plane.request("POST", "/flows/", { name: "claimed" })).body.id;
});
afterAll(() => plane.stop());

async function newDeployment(pool: object = {}) {
  const name = `pool-${pools++}`;
  expect((await plane.request("POST", "/work_pools/", { name, type: "process", ...pool })).status).toBe(201);
  const deployment = await plane.request("POST", "/deployments/", {
    name,
    flow_id: flowId,
    work_pool_name: name,
    entrypoint: "flow.ts:main",
    job_variables: { env: { A: "1" } },
    parameters: { x: 1 },
  });
  expect(deployment.status).toBe(201);
  const limitTo = async (slots: number) => {
    const id = randomUUID();
    await plane.plane.sql`
      with made as (
        insert into concurrency_limit (workspace_id, id, name, slot_limit)
        select workspace_id, ${id}, 'deployment:' || id, ${slots} from deployment where id = ${deployment.body.id}
      )
      update deployment set concurrency_limit_id = ${id} where id = ${deployment.body.id}`;
    return id;
  };
  const newRun = async (body: object = {}) => {
    const reply = await plane.request("POST", `/deployments/${deployment.body.id}/create_flow_run`, body);
    expect(reply.status).toBe(201);
    return reply.body;
  };
  const claim = async (slots: number, sessionId: string = randomUUID()) => {
    const reply = await plane.request("POST", `/work_pools/${name}/claim`, {
      session_id: sessionId,
      worker_name: "w",
      slots,
    });
    expect(reply.status).toBe(200);
    return reply.body.runs;
  };
  const renew = async (sessionId: string, runs: object[]) =>
    (await plane.request("POST", `/worker_sessions/${sessionId}/renew`, { runs })).body;
  return { name, newRun, claim, renew, limitTo };
}

it("a claim answers with all that is needed to start the run", async () => {
  const { newRun, claim } = await newDeployment();
  const run = await newRun({ parameters: { y: 2 }, job_variables: { env: { B: "2" } } });
  const [claimed] = await claim(1);
  expect(claimed).toMatchObject({
    flow_run: { id: run.id, state_type: "PENDING", parameters: { x: 1, y: 2 } },
    flow_name: "claimed",
    entrypoint: "flow.ts:main",
    attempt: 1,
    fence: "1.1",
    job_configuration: { env: { A: "1", B: "2" } },
  });
});

it("concurrent claims share the backlog without losing or doubling a run", async () => {
  const { newRun, claim } = await newDeployment();
  const created = await Promise.all(Array.from({ length: 60 }, () => newRun()));
  const batches = await Promise.all(Array.from({ length: 12 }, () => claim(7)));
  const ids: string[] = batches.flat().map((claimed) => claimed.flow_run.id);
  expect(new Set(ids).size).toBe(ids.length);
  const rest = await claim(60);
  expect([...ids, ...rest.map((claimed: { flow_run: { id: string } }) => claimed.flow_run.id)].sort()).toEqual(
    created.map((run) => run.id).sort(),
  );
});

it("a pool's limit holds under concurrent claims, and an ended run frees its slot", async () => {
  const { newRun, claim } = await newDeployment({ concurrency_limit: 3 });
  await Promise.all(Array.from({ length: 10 }, () => newRun()));
  const claimed = (await Promise.all(Array.from({ length: 5 }, () => claim(2)))).flat();
  expect(claimed).toHaveLength(3);
  await plane.request("POST", `/flow_runs/${claimed[0].flow_run.id}/set_state`, { state: { type: "COMPLETED" } });
  expect(await claim(5)).toHaveLength(1);
});

it("a run that is not due yet, and a paused pool, are not claimed", async () => {
  const { name, newRun, claim } = await newDeployment();
  const later = new Date(Date.now() + 3_600_000).toISOString();
  await newRun({ state: { type: "SCHEDULED", state_details: { scheduled_time: later } } });
  expect(await claim(5)).toEqual([]);
  await newRun();
  await plane.request("PATCH", `/work_pools/${name}`, { is_paused: true });
  expect(await claim(5)).toEqual([]);
  await plane.request("PATCH", `/work_pools/${name}`, { is_paused: false });
  expect(await claim(5)).toHaveLength(1);
});

it("a renewal tells of cancelled and of lost runs", async () => {
  const { newRun, claim, renew } = await newDeployment();
  const session = randomUUID();
  await Promise.all([newRun(), newRun(), newRun()]);
  const claimed = await claim(3, session);
  const held = claimed.map((c: { flow_run: { id: string }; fence: string }) => ({
    flow_run_id: c.flow_run.id,
    fence: c.fence,
  }));
  await plane.request("POST", `/flow_runs/${held[0].flow_run_id}/set_state`, { state: { type: "CANCELLING" } });
  held[1].fence = "1.0";
  expect(await renew(session, held)).toMatchObject({
    cancelling: [held[0].flow_run_id],
    lost: [held[1].flow_run_id],
  });
});

it("a session that has lapsed is not renewed, and everything it held is lost", async () => {
  const { newRun, claim, renew } = await newDeployment();
  const session = randomUUID();
  await newRun();
  const [claimed] = await claim(1, session);
  await plane.plane
    .sql`update worker_session set expires_at = clock_timestamp() - interval '1 ms' where id = ${session}`;
  const id = claimed.flow_run.id;
  expect(await renew(session, [{ flow_run_id: id, fence: claimed.fence }])).toMatchObject({ lost: [id] });
});

it("a session that has lapsed cannot get its leases back by claiming more", async () => {
  const { newRun, claim } = await newDeployment({ concurrency_limit: 1 });
  const silent = randomUUID();
  const expiresAt = async () =>
    (await plane.plane.sql`select expires_at from worker_session where id = ${silent}`)[0]!["expires_at"];
  await Promise.all([newRun(), newRun(), newRun()]);
  expect(await claim(1, silent)).toHaveLength(1);
  await plane.plane
    .sql`update worker_session set expires_at = clock_timestamp() - interval '1 ms' where id = ${silent}`;
  const lapsedAt = await expiresAt();
  expect(await claim(1)).toHaveLength(1);
  expect(await claim(1, silent)).toEqual([]);
  expect(await expiresAt()).toEqual(lapsedAt);
});

it("stock workers see what is due and settle among themselves who starts it", async () => {
  const { name, newRun } = await newDeployment();
  const run = await newRun();
  const poll = async () => (await plane.request("POST", `/work_pools/${name}/get_scheduled_flow_runs`, {})).body;
  expect(await poll()).toMatchObject([{ flow_run: { id: run.id, state_type: "SCHEDULED" } }]);
  await plane.request("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "PENDING" } });
  expect(await poll()).toEqual([]);
});

it("a deployment's limit holds under concurrent claims, and a lapsed lease holds nothing", async () => {
  const { newRun, claim, limitTo } = await newDeployment();
  await limitTo(3);
  await Promise.all(Array.from({ length: 10 }, () => newRun()));
  const session = randomUUID();
  const claimed = [await claim(1, session), ...(await Promise.all(Array.from({ length: 5 }, () => claim(2))))].flat();
  expect(claimed).toHaveLength(3);
  expect(await claim(5)).toEqual([]);
  await plane.plane
    .sql`update worker_session set expires_at = clock_timestamp() - interval '1 ms' where id = ${session}`;
  expect(await claim(5)).toHaveLength(1);
});

it("runs that wait for a slot of their deployment do not starve the others of the queue", async () => {
  const waiting = await newDeployment();
  await waiting.limitTo(1);
  const other = await plane.request("POST", "/deployments/", {
    name: "behind",
    flow_id: flowId,
    work_pool_name: waiting.name,
  });
  await Promise.all(Array.from({ length: 30 }, () => waiting.newRun()));
  const { body: behind } = await plane.request("POST", `/deployments/${other.body.id}/create_flow_run`, {});
  expect(await waiting.claim(1)).toHaveLength(1);
  expect(await waiting.claim(10)).toMatchObject([{ flow_run: { id: behind.id } }]);
});

it("a limit that is switched off blocks nobody", async () => {
  const { newRun, claim, limitTo } = await newDeployment();
  const id = await limitTo(0);
  await Promise.all([newRun(), newRun()]);
  expect(await claim(5)).toEqual([]);
  await plane.plane.sql`update concurrency_limit set active = false where id = ${id}`;
  expect(await claim(5)).toHaveLength(2);
});

it("a run that waits for a limit that is no more is claimed as one without", async () => {
  const { newRun, claim, limitTo } = await newDeployment();
  const id = await limitTo(0);
  await newRun();
  await plane.plane.sql`delete from concurrency_limit where id = ${id}`;
  expect(await claim(5)).toHaveLength(1);
});
