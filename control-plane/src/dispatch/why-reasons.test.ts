import { randomUUID } from "node:crypto";
import type { WhyCode, WhyReason, WhyReply } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newDeployment } from "../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

const LATER = "2100-01-01T00:00:00.000000Z";
const FROM_THE_COMMAND_LINE = "by ana@laptop from the command line.";
const request = (method: string, path: string, body?: object) => plane.request(method, path, body);
const propose = (id: string, type: string, state: object = {}) =>
  request("POST", `/flow_runs/${id}/set_state`, { state: { type, ...state } });

interface Case {
  /** Makes a run that stands like that, and resolves with its id. */
  readonly run: () => Promise<string>;
  readonly message: RegExp;
  /** What else the reason says; without holders and without a time unless told. */
  readonly reason?: Partial<WhyReason>;
  readonly expectedStart?: string;
  /** Names of the runs that are named as holders. */
  readonly holders?: () => readonly string[];
}

const held: string[] = [];
/** Two runs of which the first is claimed: the second finds no slot. */
async function secondOf(fields: Parameters<typeof newDeployment>[1], limit?: (name: string) => Promise<unknown>) {
  const { name, newRun, claim } = await newDeployment(plane, fields);
  const [first, second] = [await newRun(), await newRun()];
  await claim(1);
  await limit?.(name);
  held.splice(0, held.length, first);
  return second;
}
async function runOf(fields: Parameters<typeof newDeployment>[1], body: object = {}): Promise<string> {
  const { newRun, claim } = await newDeployment(plane, fields);
  // The worker is there, and has nothing to do with it.
  const session = randomUUID();
  await newRun();
  await claim(1, session);
  return newRun(body);
}
async function claimedRun(): Promise<string> {
  const { newRun, claim } = await newDeployment(plane);
  const run = await newRun();
  await claim(1);
  return run;
}
async function running(): Promise<string> {
  const run = await claimedRun();
  await propose(run, "RUNNING");
  return run;
}
async function localRun(policy: object = {}): Promise<string> {
  const flow = (await request("POST", "/flows/", { name: "local" })).body.id;
  return (await request("POST", "/flow_runs/", { flow_id: flow, empirical_policy: policy })).body.id;
}
const scheduled = { state: { type: "SCHEDULED", state_details: { scheduled_time: LATER } } };

const CASES: Readonly<Record<WhyCode, Case>> = {
  STARTS_LATER: {
    run: () => runOf({}, scheduled),
    message: /^It is scheduled for 2100-01-01/,
    reason: { until: LATER },
    expectedStart: LATER,
  },
  RETRIES_IN_PROCESS: {
    async run() {
      const run = await localRun({ retries: 1, retry_delay: 3600 });
      await propose(run, "RUNNING");
      await propose(run, "FAILED");
      return run;
    },
    message: /^It failed, and the process that runs it tries again by itself at \d{4}-/,
    reason: { until: expect.any(String) as string },
    expectedStart: expect.any(String) as string,
  },
  NO_WORK_POOL: {
    async run() {
      const flow = (await request("POST", "/flows/", { name: "served" })).body.id;
      const { id } = (await request("POST", "/deployments/", { name: "served", flow_id: flow })).body;
      return (await request("POST", `/deployments/${id}/create_flow_run`, {})).body.id;
    },
    message: /^Deployment served has no work pool, so no worker pulls it/,
  },
  DEPLOYMENT_DELETED: {
    async run() {
      const { id, newRun } = await newDeployment(plane);
      const run = await newRun();
      await propose(run, "SCHEDULED", { name: "Late", state_details: { scheduled_time: "2020-01-01T00:00:00Z" } });
      await plane.plane.sql`delete from deployment where id = ${id}`;
      return run;
    },
    message: /^Its deployment has been deleted\.$/,
  },
  WORK_POOL_PAUSED: {
    run: () => secondOf({}, (name) => request("PATCH", `/work_pools/${name}`, { is_paused: true })),
    message: /is paused \(kedge work-pool resume limited-\d+\)\.$/,
  },
  WORK_QUEUE_PAUSED: {
    run: () => secondOf({}, (name) => request("PATCH", `/work_pools/${name}/queues/default`, { is_paused: true })),
    message: /^Work queue default of work pool limited-\d+ is paused/,
  },
  WORK_POOL_FULL: {
    run: () => secondOf({ pool: { concurrency_limit: 1 } }),
    message: /^No slot is free: work pool limited-\d+ is at its limit of 1\.$/,
    holders: () => held,
  },
  WORK_QUEUE_FULL: {
    run: () => secondOf({}, (name) => request("PATCH", `/work_pools/${name}/queues/default`, { concurrency_limit: 1 })),
    message: /^No slot is free: work queue default is at its limit of 1\.$/,
    holders: () => held,
  },
  CONCURRENCY_LIMIT_FULL: {
    run: () => secondOf({ limit: 1 }),
    message: /^No slot is free: .+ is at its limit of 1\.$/,
    holders: () => held,
  },
  NO_WORKER: {
    run: async () => (await newDeployment(plane)).newRun(),
    message: /^No worker pulls from work pool limited-\d+ \(kedge worker start --pool limited-\d+\)\.$/,
    reason: { blocks: false },
  },
  WORKERS_IN_TROUBLE: {
    async run() {
      const run = await secondOf({});
      await plane.plane.sql`update worker_session set trouble = 'disk full'
        where work_pool_id = (select work_pool_id from flow_run where id = ${run})`;
      return run;
    },
    message: /takes no runs at present: disk full\.$/,
    reason: { blocks: false },
  },
  WAITS_ITS_TURN: {
    run: () => secondOf({}),
    message: /will take it with a slot free\. It is the next one\.$/,
    reason: { blocks: false },
  },
  STARTING: {
    run: claimedRun,
    message: /^It was claimed by worker w at .+, and its infrastructure is starting\.$/,
    reason: { blocks: false },
  },
  RUNNING: { run: running, message: /^It has been running on worker w since /, reason: { blocks: false } },
  PAUSED: {
    async run() {
      const run = await running();
      const message = `Paused ${FROM_THE_COMMAND_LINE}`;
      await propose(run, "PAUSED", { message, state_details: { pause_timeout: LATER } });
      return run;
    },
    message:
      /^It is paused in its process on worker w and waits to be resumed \(kedge flow-run resume .+\); at 2100.+ it fails\. Paused by ana@laptop/,
    reason: { until: LATER },
  },
  CANCELLING: {
    async run() {
      const run = await running();
      await propose(run, "CANCELLING", { message: `Cancelled ${FROM_THE_COMMAND_LINE}` });
      return run;
    },
    message: /^It is being cancelled on worker w, as was asked at .+\. Cancelled by ana@laptop/,
  },
  ENDED: {
    async run() {
      const run = await (await newDeployment(plane)).newRun();
      await propose(run, "CANCELLED", { message: `Cancelled ${FROM_THE_COMMAND_LINE}` });
      return run;
    },
    message: /^It has ended: Cancelled at .+\. Cancelled by ana@laptop/,
  },
};

it.each(Object.entries(CASES))("%s says what it is, who holds it up and until when", async (code, expected) => {
  const run = await expected.run();
  const reply = (await request("GET", `/flow_runs/${run}/why`)).body as WhyReply;
  const reason = reply.reasons.find((one) => one.code === code);
  expect(reason, JSON.stringify(reply.reasons)).toMatchObject({ blocks: true, until: null, ...expected.reason });
  expect(reason!.message).toMatch(expected.message);
  expect(reason!.holders.map((holder) => holder.flow_run_id)).toEqual(expected.holders?.() ?? []);
  expect(reply.expected_start).toEqual(expected.expectedStart ?? null);
});

it("a deployment that shares a limit with tasks is told which of them hold it", async () => {
  const { id, newRun } = await newDeployment(plane);
  const limit = (await request("POST", "/v2/concurrency_limits/", { name: "shared", limit: 1 })).body;
  await plane.plane.sql`update deployment set concurrency_limit_id = ${limit.id} where id = ${id}`;
  const other = await localRun();
  const fields = { flow_run_id: other, task_key: "t", dynamic_key: "0", name: "query-0" };
  const task = (await request("POST", "/task_runs/", fields)).body.id;
  const holder = { type: "task_run", id: task };
  await request("POST", "/v2/concurrency_limits/increment-with-lease", { names: ["shared"], slots: 1, holder });
  const reply = (await request("GET", `/flow_runs/${await newRun()}/why`)).body as WhyReply;
  expect(reply.reasons).toMatchObject([
    { code: "CONCURRENCY_LIMIT_FULL", holders: [{ flow_run_id: other, name: "query-0", worker_name: null }] },
    { code: "NO_WORKER" },
  ]);
});
