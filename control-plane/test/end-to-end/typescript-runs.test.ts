import { fileURLToPath } from "node:url";
import { startWorker, type Worker } from "@kedge/worker";
import { createClient, type Client } from "kedge/client";
import {
  createDeployment,
  createFlow,
  createFlowRunFromDeployment,
  createWorkPool,
  filterLogs,
  filterTaskRuns,
  listFlowRunStates,
  listTaskRunStates,
  readFlowRun,
  setFlowRunState,
} from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { silentLog } from "../../src/log.js";
import { expectSound } from "../expect-sound.js";
import { startTestServer, type TestServer } from "../server.js";

const FLOWS = fileURLToPath(new URL("typescript-flows.ts", import.meta.url));
const PROGRAM = fileURLToPath(new URL("../../../sdk/src/engine/run-deployed.ts", import.meta.url));
const TSX = import.meta.resolve("tsx");

let server: TestServer;
let client: Client;
let worker: Worker;

beforeAll(async () => {
  server = await startTestServer();
  client = createClient({ apiUrl: server.apiUrl });
  await client.call(createWorkPool, { body: { name: "local", type: "process" } });
  worker = await startWorker({ apiUrl: server.apiUrl, pool: "local", name: "w", pollIntervalMs: 100, log: silentLog });
});
afterAll(async () => {
  await worker.drain();
  await expectSound(server.database.sql);
  await server.stop();
});

/** Deploys a flow of typescript-flows.ts and creates a run of it. */
async function start(flowName: string, parameters: Record<string, unknown> = {}): Promise<string> {
  const { id: flow_id } = await client.call(createFlow, { body: { name: flowName } });
  const { id } = await client.call(createDeployment, {
    body: {
      name: "d",
      flow_id,
      work_pool_name: "local",
      entrypoint: `${FLOWS}:${flowName}`,
      job_variables: { command: `${process.execPath} --import ${TSX} ${PROGRAM}` },
    },
  });
  const run = await client.call(createFlowRunFromDeployment, { params: { id }, body: { parameters } });
  return run.id;
}

/** Looks at the run itself until it has come to one of these types. */
async function reaches(id: string, ...types: string[]) {
  const read = () => client.call(readFlowRun, { params: { id } });
  await expect.poll(async () => (await read()).state_type, { timeout: 60_000, interval: 100 }).toBeOneOf(types);
  return read();
}

const linesOf = async (id: string) =>
  (await client.call(filterLogs, { body: { logs: { flow_run_id: { any_: [id] } } } })).map(({ message }) => message);
const statesOf = async (id: string) =>
  (await client.call(listFlowRunStates, { query: { flow_run_id: id } })).map(({ name }) => name);

it("a deployed flow with retries, a child and mapped tasks leaves its whole history", { timeout: 90_000 }, async () => {
  const id = await start("everything", { path: "a.csv" });
  const run = await reaches(id, "COMPLETED", "FAILED", "CRASHED");
  expect(await statesOf(id)).toEqual(["Scheduled", "Pending", "Running", "AwaitingRetry", "Running", "Completed"]);
  expect(run).toMatchObject({ run_count: 2, attempt: 1 });

  const lines = await linesOf(id);
  expect(lines).toEqual(expect.arrayContaining(["a.csv at 0.5", '{"child":5,"doubled":[2,4,6]}']));

  const taskRuns = await client.call(filterTaskRuns, { body: { flow_runs: { id: { any_: [id] } } } });
  const histories = await Promise.all(
    taskRuns.map(async ({ id, name }) => {
      const states = await client.call(listTaskRunStates, { query: { task_run_id: id } });
      return `${name} ${states.map((state) => state.name).join()}`;
    }),
  );
  const mapped = [0, 1, 2].flatMap((index) => Array(2).fill(`double-${index} Pending,Running,Completed`));
  expect(histories.toSorted()).toEqual([
    "add-one-0 Pending,Pending,Running,Completed,Pending,Running,Completed",
    ...mapped,
    "flaky-0 Pending,Running,Completed",
    "flaky-0 Pending,Running,Retrying,Retrying,Completed",
  ]);
});

it("a cancelled run ends CANCELLED and its hooks have run", { timeout: 90_000 }, async () => {
  const id = await start("waiting");
  await expect.poll(() => linesOf(id), { timeout: 60_000, interval: 100 }).toContain("waiting");
  await client.call(setFlowRunState, { params: { id }, body: { state: { type: "CANCELLING" } } });
  await reaches(id, "CANCELLED", "CRASHED");
  expect((await statesOf(id)).at(-1)).toBe("Cancelled");
  await expect.poll(() => linesOf(id), { timeout: 10_000, interval: 100 }).toContain("cancellation hook");
});

it("a run that exits by itself is CRASHED with its exit code", { timeout: 90_000 }, async () => {
  const run = await reaches(await start("exiting"), "CRASHED", "COMPLETED", "FAILED");
  expect(run).toMatchObject({ state_type: "CRASHED", state: { message: expect.stringContaining("code 3") } });
});
