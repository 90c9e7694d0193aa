import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogs, setFlowRunState } from "kedge/contract";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { silentLog } from "./testing/attempts.js";
import { FakePlane, type FakeRun } from "./testing/fake-plane.js";
import { ManualClock } from "./testing/manual-clock.js";
import { startWorker, type Worker, type WorkerDependencies } from "./worker.js";

/** A project whose SDK ends as the run's variable ENDING says, and whose hooks write one line. */
const project = await mkdtemp(join(tmpdir(), "kedge-hooks-"));
const RUN = `
  process.on("SIGTERM", () => {});
  const { ENDING, KEDGE_API_URL, KEDGE_FLOW_RUN_ID, KEDGE_FENCE } = process.env;
  if (ENDING === "exits") process.exit(3);
  if (ENDING === "is killed") process.kill(process.pid, "SIGKILL");
  if (ENDING === "reports") {
    fetch(KEDGE_API_URL + "/flow_runs/" + KEDGE_FLOW_RUN_ID + "/set_state", {
      method: "POST",
      headers: { "content-type": "application/json", "kedge-fence": KEDGE_FENCE },
      body: JSON.stringify({ state: { type: "FAILED" } }),
    }).then(() => process.exit(1));
  }
  if (ENDING === "never") console.log("ready");
  setInterval(() => {}, 1000);
`;
const HOOKS = `
  console.log("hooks of " + process.env.KEDGE_FLOW_RUN_ID + " " + process.env.KEDGE_FENCE);
  if (process.env.HOOKS === "hang") setInterval(() => {}, 1000);
`;
beforeAll(async () => {
  const sdk = join(project, "node_modules", "kedge");
  await mkdir(sdk, { recursive: true });
  const exports = { "./run-deployed": "./run.cjs", "./run-hooks": "./hooks.cjs" };
  await writeFile(join(sdk, "package.json"), JSON.stringify({ name: "kedge", exports }));
  await writeFile(join(sdk, "run.cjs"), RUN);
  await writeFile(join(sdk, "hooks.cjs"), HOOKS);
});
afterAll(() => rm(project, { recursive: true, force: true }));

let plane: FakePlane;
let clock: ManualClock;
let worker: Worker;
beforeEach(async () => {
  plane = await FakePlane.start();
  clock = new ManualClock();
});
afterEach(async () => {
  let isEnding = true;
  const ended = worker.kill().then(() => (isEnding = false));
  while (isEnding) await clock.advance(1000);
  await ended;
  await plane.stop();
});

async function start(
  env: Record<string, string>,
  { configuration = {}, dependencies }: { configuration?: object; dependencies?: Partial<WorkerDependencies> } = {},
): Promise<FakeRun> {
  const job_configuration = { env, ...configuration };
  const run = plane.addRun({ entrypoint: "etl.ts:nightly", path: project, job_configuration });
  const options = {
    apiUrl: plane.apiUrl,
    pool: "local",
    transport: "http",
    pollIntervalMs: 10,
    gracePeriodSeconds: 7,
    log: silentLog,
  } as const;
  worker = await startWorker(options, dependencies);
  return run;
}

/** Under the manual clock: lets the line go that lingers for company. */
async function nextLineStored(run: FakeRun): Promise<void> {
  const stored = run.logs.length;
  await clock.someoneWaits(100);
  await clock.advance(100);
  await plane.until(() => run.logs.length > stored);
}

const hookLines = ({ logs }: FakeRun) =>
  logs.map(({ message }) => message).filter((line) => line.startsWith("hooks of"));

it.each(["exits", "is killed"])("a run whose process %s has its hooks run once, after its report", async (ENDING) => {
  const run = await start({ ENDING });
  await plane.until(() => run.state.type === "CRASHED");
  await worker.drain();
  expect(hookLines(run)).toEqual([`hooks of ${run.claimed.flow_run.id} 1.1`]);
  const order = plane.received.map(({ operation }) => operation);
  expect(order.indexOf(setFlowRunState.id)).toBeLessThan(order.lastIndexOf(createLogs.id));
});

it("a cancelled run that does not stop has its hooks run once it was killed", async () => {
  const run = await start({ ENDING: "never" }, { dependencies: { clock, random: () => 0.5 } });
  await nextLineStored(run);
  plane.setState(run, "CANCELLING");
  await clock.advance(10_000);
  await clock.someoneWaits(7000);
  await clock.advance(7000);
  await nextLineStored(run);
  expect(run.states).toEqual(["PENDING", "CANCELLING", "CANCELLED"]);
  expect(hookLines(run)).toHaveLength(1);
});

it("a run that reported its own end has run its hooks itself", async () => {
  const run = await start({ ENDING: "reports" });
  await plane.until(() => run.state.type === "FAILED");
  await worker.drain();
  expect(run.states).toEqual(["PENDING", "FAILED"]);
  expect(hookLines(run)).toEqual([]);
});

it("a program of the job's own has no hooks that could be known", async () => {
  const run = await start({}, { configuration: { command: `'${process.execPath}' --eval 'process.exit(3)'` } });
  await plane.until(() => run.state.type === "CRASHED");
  await worker.drain();
  expect(hookLines(run)).toEqual([]);
});

it("hooks that do not end are stopped after a minute, which the run's log says", async () => {
  const run = await start({ ENDING: "exits", HOOKS: "hang" }, { dependencies: { clock, random: () => 0.5 } });
  await nextLineStored(run);
  await clock.advance(60_000);
  const told = "The run's hooks were stopped: they had not finished within 60 s.";
  await plane.until(() => run.logs.some(({ message }) => message === told));
  await worker.drain();
});

it("a worker that is killed does not wait for hooks", async () => {
  const run = await start({ ENDING: "exits", HOOKS: "hang" });
  await plane.until(() => hookLines(run).length > 0);
  await worker.kill();
  expect(run.logs.map(({ message }) => message)).toContain("The run's hooks were stopped: the worker was stopped.");
});
