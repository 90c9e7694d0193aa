import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  claimFlowRuns,
  createLogs,
  LogLevel,
  readFlowRun,
  readWorkPool,
  renewLeases,
  setFlowRunState,
  updateFlowRun,
} from "kedge/contract";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "./testing/attempts.js";
import { FakePlane, type FakeRun } from "./testing/fake-plane.js";
import { ManualClock } from "./testing/manual-clock.js";
import type { WorkerOptions } from "./config.js";
import { startWorker, type Worker, type WorkerDependencies } from "./worker.js";

const folder = await mkdtemp(join(tmpdir(), "kedge-worker-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

let plane: FakePlane;
let workers: Worker[] = [];
let clock: ManualClock;
beforeEach(async () => {
  plane = await FakePlane.start();
  clock = new ManualClock();
});
afterEach(async () => {
  plane.heal();
  let running = true;
  const killed = Promise.all(workers.splice(0).map((worker) => worker.kill())).then(() => (running = false));
  while (running) await clock.advance(1000);
  await killed;
  await plane.stop();
});

async function newWorker(
  options: Partial<WorkerOptions> = {},
  dependencies?: Partial<WorkerDependencies>,
): Promise<Worker> {
  const { apiUrl } = plane;
  const worker = await startWorker(
    { apiUrl, pool: "local", transport: "http", pollIntervalMs: 10, warm: 0, log: silentLog, ...options },
    dependencies,
  );
  workers.push(worker);
  return worker;
}

/** A worker for which time passes only when the test says so. */
const newTimedWorker = (options: Partial<WorkerOptions> = {}) => newWorker(options, { clock, random: () => 0.5 });

/** Under the manual clock: waits until the job's first line lingers, and lets it go. */
async function firstLineLogged(run: FakeRun): Promise<void> {
  await clock.someoneWaits(100);
  await clock.advance(100);
  await plane.until(() => run.logs.length > 0);
}

/** Makes a run due whose job is this Node program. */
async function addProgram(program: string, configuration: Record<string, unknown> = {}): Promise<FakeRun> {
  const file = join(folder, `${Math.random()}.mjs`);
  await writeFile(file, program);
  const command = `'${process.execPath}' '${file}'`;
  return plane.addRun({ job_configuration: { command, working_dir: folder, ...configuration } });
}

const ended = (run: FakeRun) => plane.until(() => run.states.length > 1);
const wrote = (run: FakeRun, message: string) => plane.until(() => run.logs.some((line) => line.message === message));

const WAITING = 'setInterval(() => {}, 1000); console.log("ready");';
const STUBBORN = `process.on("SIGTERM", () => {}); ${WAITING}`;

describe("a run in a worker's hands", () => {
  it("is started, named by its process, logged and left in the state that it reported", async () => {
    const run = await addProgram('console.log("out"); console.error("err"); process.stdout.write("no newline");');
    plane.fault(readFlowRun, { status: 503 }, 1);
    plane.setState(run, "RUNNING");
    await newWorker();
    await plane.until(() => run.pid !== null && run.logs.length === 3);
    plane.setState(run, "COMPLETED");
    const worker = workers[0]!;
    await worker.drain();
    expect(run.states).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
    expect(run.logs.map(({ level, name, message }) => [level, name, message]).sort()).toEqual([
      [LogLevel.INFO, "kedge.worker.process", "no newline"],
      [LogLevel.INFO, "kedge.worker.process", "out"],
      [LogLevel.ERROR, "kedge.worker.process", "err"],
    ]);
    expect(plane.received.filter(({ fence }) => fence !== undefined).every(({ fence }) => fence === "1.1")).toBe(true);
  });

  it("that exits with code 3 is crashed, with the code and its last words", async () => {
    const run = await addProgram('console.error("boom"); process.exit(3);');
    await newWorker();
    await ended(run);
    expect(run.state).toMatchObject({ type: "CRASHED", message: expect.stringMatching(/code 3\.[^]*boom/) as string });
  });

  it("that is killed from outside is crashed, with the signal", async () => {
    const run = await addProgram(`console.log(process.pid); ${STUBBORN}`);
    await newWorker();
    await wrote(run, "ready");
    process.kill(Number(run.logs[0]!.message), "SIGKILL");
    await ended(run);
    expect(run.state).toMatchObject({ type: "CRASHED", message: expect.stringMatching(/SIGKILL/) as string });
  });

  it("that cannot be started is crashed, with what to do", async () => {
    const run = plane.addRun({ job_configuration: { command: "no-such-program" } });
    await newWorker();
    await ended(run);
    expect(run.state.message).toMatch(/no-such-program was not found[^]*PATH/);
  });

  it("that ends with code 0 and no report is crashed", async () => {
    const run = await addProgram("");
    await newWorker();
    await ended(run);
    expect(run.state.message).toMatch(/never reported/);
  });

  it("keeps its output to itself when told so", async () => {
    const run = await addProgram('console.log("secret"); console.error("last words"); process.exit(1)', {
      stream_output: false,
    });
    await newWorker();
    await ended(run);
    expect(run.logs).toEqual([]);
    expect(run.state.message).toMatch(/last words/);
  });

  it("20,000 lines arrive whole and in order", async () => {
    const run = await addProgram(
      'let text = ""; for (let i = 0; i < 20000; i++) text += i + "\\n"; process.stdout.write(text);',
    );
    await newWorker();
    await ended(run);
    expect(run.logs).toHaveLength(20_000);
    expect(run.logs.every(({ message }, index) => message === String(index))).toBe(true);
    expect(run.logs.every(({ timestamp }, index) => index === 0 || timestamp > run.logs[index - 1]!.timestamp)).toBe(
      true,
    );
  });
});

describe("stopping a run", () => {
  it("a cancelled run that ends by itself is cancelled", async () => {
    const run = await addProgram(`process.on("SIGTERM", () => process.exit(1)); ${WAITING}`);
    await newTimedWorker();
    await firstLineLogged(run);
    plane.setState(run, "CANCELLING");
    await clock.advance(10_000);
    await plane.until(() => run.state.type === "CANCELLED");
    expect(run.state.message).toBe("The run was cancelled.");
  });

  it("one that ignores the signal is killed after its grace period", async () => {
    const run = await addProgram(STUBBORN);
    await newTimedWorker({ gracePeriodSeconds: 7 });
    await firstLineLogged(run);
    plane.setState(run, "CANCELLING");
    await clock.advance(10_000);
    await clock.someoneWaits(7000);
    await clock.advance(7000);
    await plane.until(() => run.state.type === "CANCELLED");
    expect(run.state.message).toMatch(/within 7 s and was killed/);
  });

  it("a run that was given to another is killed at once and not reported", async () => {
    const run = await addProgram(STUBBORN);
    const worker = await newTimedWorker();
    await plane.until(() => run.pid !== null);
    run.fence = "1.2";
    await clock.advance(10_000);
    await worker.drain();
    expect(run.states).toEqual(["PENDING"]);
    expect(plane.count(setFlowRunState)).toBe(0);
  });

  it("a write refused for its fence stops the run without waiting for the next renewal", async () => {
    const run = await addProgram(STUBBORN);
    run.fence = "1.2";
    const worker = await newWorker();
    await plane.until(() => plane.count(updateFlowRun) > 0);
    await worker.drain();
    expect(plane.count(renewLeases)).toBe(0);
    expect(plane.count(setFlowRunState)).toBe(0);
  });

  it("with no renewal answered, the job is gone before its lease is", async () => {
    const run = await addProgram(STUBBORN);
    plane.fault(renewLeases, "hang");
    const worker = await newTimedWorker();
    await plane.until(() => run.pid !== null);
    const drained = worker.drain();
    await clock.advance(24_000);
    await drained;
    expect(clock.monotonic()).toBeLessThan(30_000);
    expect(run.state).toMatchObject({
      type: "CRASHED",
      message: expect.stringMatching(/renew the run's lease/) as string,
    });
  });
});

describe("an outage of the plane", () => {
  it("the run goes on, and its end is reported when the plane is back", async () => {
    const run = await addProgram("process.exit(3)");
    for (const operation of [updateFlowRun, createLogs, readFlowRun, setFlowRunState]) plane.fault(operation, "cut");
    await newTimedWorker();
    while (plane.count(readFlowRun) < 3) await clock.advance(100);
    plane.heal();
    while (run.states.length === 1) await clock.advance(100);
    expect(run.state.type).toBe("CRASHED");
  });

  it("runs of a claim whose answer was lost come with the next renewal", async () => {
    const unheard = await addProgram("process.exit(3)");
    plane.fault(claimFlowRuns, "answer lost", 1);
    await newTimedWorker();
    while (plane.count(renewLeases) === 0) await clock.advance(100);
    await ended(unheard);
    const sessions = plane.received
      .filter(({ operation }) => operation === claimFlowRuns.id)
      .map(({ body }) => body["session_id"]);
    expect(new Set(sessions).size).toBe(1);
    expect(unheard.states).toEqual(["PENDING", "CRASHED"]);
  });

  it("claiming goes on after errors", async () => {
    plane.fault(claimFlowRuns, { status: 500 }, 2);
    plane.fault(claimFlowRuns, "cut", 1);
    const run = await addProgram("process.exit(3)");
    await newTimedWorker();
    for (const seconds of [1, 2, 4]) {
      await clock.someoneWaits(seconds * 1000);
      await clock.advance(seconds * 1000);
    }
    await ended(run);
  });
});

describe("ending a worker", () => {
  it("draining waits for the runs in hand and claims no more", async () => {
    const run = await addProgram(`process.on("SIGUSR2", () => process.exit(3)); console.log(process.pid); ${WAITING}`);
    const worker = await newWorker();
    await wrote(run, "ready");
    const drained = worker.drain();
    const claims = plane.count(claimFlowRuns);
    const next = await addProgram("");
    process.kill(Number(run.logs[0]!.message), "SIGUSR2");
    await drained;
    expect(run.state.type).toBe("CRASHED");
    expect(next.states).toEqual(["PENDING"]);
    expect(plane.count(claimFlowRuns)).toBeLessThanOrEqual(claims + 1);
    expect(worker.active).toBe(0);
  });

  it("killing stops the runs and says that the worker was the cause", async () => {
    const run = await addProgram(WAITING);
    const worker = await newWorker();
    await wrote(run, "ready");
    await worker.kill();
    expect(run.state).toMatchObject({
      type: "CRASHED",
      message: expect.stringMatching(/worker was stopped/) as string,
    });
  });

  it("killing does not wait out the grace period of a run that is being cancelled", async () => {
    const run = await addProgram(STUBBORN);
    const worker = await newTimedWorker({ gracePeriodSeconds: 600 });
    await firstLineLogged(run);
    plane.setState(run, "CANCELLING");
    await clock.advance(10_000);
    await clock.someoneWaits(600_000);
    const killed = worker.kill();
    await clock.someoneWaits(3000);
    await clock.advance(3000);
    await killed;
    expect(run.state.type).toBe("CANCELLED");
  });

  it("never runs more at once than its limit", async () => {
    const runs = await Promise.all(Array.from({ length: 6 }, () => addProgram("process.exit(3)")));
    const worker = await newWorker({ limit: 2 });
    await plane.until(() => runs.every((run) => run.states.length > 1));
    await worker.drain();
    const asked = plane.received
      .filter(({ operation }) => operation === claimFlowRuns.id)
      .map(({ body }) => body["slots"]);
    expect(Math.max(...(asked as number[]))).toBe(2);
  });
});

describe("starting a worker", () => {
  it("is refused for a pool of a type that it has no runtime for", async () => {
    plane.poolType = "kubernetes";
    await expect(newWorker()).rejects.toThrow(/of type kubernetes, which this worker cannot start/);
  });

  it("waits for a plane that is away, says so once, and pulls when it is there", async () => {
    plane.fault(readWorkPool, "cut", 2);
    plane.fault(readWorkPool, { status: 503 }, 1);
    const run = await addProgram("process.exit(3)");
    const said: string[] = [];
    const log = {
      ...silentLog,
      warn: (message: string) => said.push(message),
      info: (message: string) => said.push(message),
    };
    const starting = newTimedWorker({ log });
    for (const seconds of [1, 2, 4]) {
      await clock.someoneWaits(seconds * 1000);
      await clock.advance(seconds * 1000);
    }
    await starting;
    await ended(run);
    expect(said.slice(0, 2)).toEqual([
      expect.stringMatching(/No Kedge server answers.*Waiting for it/),
      "The plane answers",
    ]);
  });

  it("is refused at once where no waiting helps", async () => {
    await expect(newWorker({ apiUrl: "http://no-such-host.invalid/api" })).rejects.toThrow(/ENOTFOUND/);
    await expect(newWorker({ apiUrl: "127.0.0.1:1" })).rejects.toThrow(/is not an http\(s\) URL/);
    for (const status of [401, 404]) {
      plane.fault(readWorkPool, { status }, 1);
      await expect(newWorker()).rejects.toMatchObject({ status });
    }
  });

  it("is refused at an address whose server speaks no TLS", async () => {
    await expect(newWorker({ apiUrl: plane.apiUrl.replace("http:", "https:") })).rejects.toMatchObject({
      code: "PLANE_UNREACHABLE",
    });
  });

  it("is refused for an option out of bounds", async () => {
    await expect(newWorker({ limit: 0 })).rejects.toThrow(/limit must be 1 to 1000, not 0/);
    await expect(newWorker({ pollIntervalMs: 1 })).rejects.toThrow(/pollIntervalMs must be at least 10, not 1/);
  });
});
