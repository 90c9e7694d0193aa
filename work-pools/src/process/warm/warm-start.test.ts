import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAll, runRuntimeCases } from "../../runtime.case.js";
import type { Job, Runtime } from "../../runtime.js";
import { processRuntime } from "../runtime.js";

const folder = await mkdtemp(join(tmpdir(), "kedge-warm-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every process that waits holds a connection to this server and says its pid: once the connection closes, it is dead. */
const births: { pid: number; death: Promise<void> }[] = [];
let onBirth = () => {};
/** The process that was the nth to wait; what it says may come after the runtime has called it ready. */
async function birth(n: number) {
  while (births.length <= n) await new Promise<void>((resolve) => (onBirth = resolve));
  return births[n]!;
}
const server = createServer((socket: Socket) => {
  socket
    .on("error", () => {})
    .once("data", (pid) => {
      births.push({
        pid: Number(pid.toString()),
        death: new Promise((resolve) => socket.once("close", () => resolve())),
      });
      onBirth();
    });
});
beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterAll(() => server.close());

/** The real wait for a run with nothing to load before it; its program evaluates the entrypoint. */
const WAITING = `
  import { connect } from "node:net";
  const { tsImport } = await import(${JSON.stringify(import.meta.resolve("tsx/esm/api"))});
  const waiting = ${JSON.stringify(new URL("../../../../sdk/src/engine/warm/wait-for-run.ts", import.meta.url).href)};
  const { waitForRun } = await tsImport(waiting, import.meta.url);
  const assignment = await waitForRun(async () => {
    globalThis.isWarm = true;
    const { PORT } = process.env;
    if (PORT) await new Promise((resolve) => connect(PORT, "127.0.0.1").on("error", () => {}).unref().write(String(process.pid), resolve));
  });
  if (assignment === undefined) process.exit(0);
  await import("file://" + assignment.program);
`;

/** A project with an SDK of its own; returns where a program of it lies, by its text. */
async function newProject(warmStart = WAITING) {
  const directory = await mkdtemp(join(folder, "project-"));
  const sdk = join(directory, "node_modules", "kedge");
  const files = {
    "package.json": JSON.stringify({
      name: "kedge",
      exports: { "./run-deployed": "./run.mjs", "./run-hooks": "./run.mjs", "./warm-start": "./warm-start.mjs" },
    }),
    "run.mjs": 'await import("file://" + process.env.KEDGE_ENTRYPOINT);',
    "warm-start.mjs": warmStart,
  };
  await mkdir(sdk, { recursive: true });
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(sdk, name), text)));
  return { directory, sdk, kind: { program: join(sdk, "warm-start.mjs"), compiler: "none" as const } };
}
type Project = Awaited<ReturnType<typeof newProject>>;

let programs = 0;
async function jobOf(project: Project, program: string, configuration: Job["configuration"] = {}): Promise<Job> {
  const entrypoint = join(folder, `program-${++programs}.mjs`);
  await writeFile(entrypoint, program);
  return {
    identity: { flowRunId: uuidv7(), attempt: 1, program: "run", fence: "1.1", worker: "tester" },
    code: { entrypoint, path: null, pullSteps: null },
    configuration: { working_dir: project.directory, ...configuration },
    plane: { apiUrl: "http://127.0.0.1:1/api" },
  };
}

/** A runtime that keeps processes waiting for this project, and a wait for the next one that is ready. */
function newWarmRuntime(project: Project, options: { size?: number; environment?: NodeJS.ProcessEnv } = {}) {
  let ready = 0;
  let wake = () => {};
  const failures: string[] = [];
  const onReady = () => {
    ready += 1;
    wake();
  };
  const runtime = processRuntime({
    jobsFolder: join(folder, "jobs"),
    environment: { ...process.env, PORT: String((server.address() as AddressInfo).port), ...options.environment },
    warm: { size: options.size ?? 1, firstKind: project.kind, onReady, onFailure: (problem) => failures.push(problem) },
  });
  async function nextReady() {
    while (ready === 0) await new Promise<void>((resolve) => (wake = resolve));
    ready -= 1;
  }
  return { runtime, nextReady, failures };
}

const REPORT = `console.log(JSON.stringify({
  isWarm: globalThis.isWarm === true, pid: process.pid, env: process.env, cwd: process.cwd(), argv: process.argv,
  execArgv: process.execArgv,
}));`;
interface Report {
  isWarm: boolean;
  pid: number;
  env: Record<string, string>;
}

async function reportOf(runtime: Runtime, job: Job): Promise<Report> {
  const started = await runtime.start(job);
  const { stdout } = await readAll(started);
  expect(await started.ended).toEqual({ kind: "exited", code: 0 });
  return JSON.parse(stdout.toString()) as Report;
}

describe("in a process that waited", async () => {
  const project = await newProject();
  let warm: ReturnType<typeof newWarmRuntime> | undefined;
  runRuntimeCases({
    name: "process, warm",
    runtime: {
      type: "process",
      async start(job) {
        warm ??= newWarmRuntime(project, { size: 2 });
        await warm.nextReady();
        return warm.runtime.start(job);
      },
    },
    jobRunning: (program) => jobOf(project, `if (!globalThis.isWarm) process.exit(99);\n${program}`),
    dispose: async () => warm?.runtime.close?.(),
  });
});

describe("a process that waits", () => {
  it("becomes one run as if it had been started for it, and no other", async () => {
    const project = await newProject();
    const secrets = { KEDGE_API_KEY: "worker's", GONE: "worker's" };
    const { runtime, nextReady } = newWarmRuntime(project, { environment: secrets });
    const job = await jobOf(project, REPORT, { env: { GONE: null, ADDED: "job's" } });
    await nextReady();
    const first = await reportOf(runtime, job);
    await nextReady();
    const second = await reportOf(runtime, job);
    const cold = await reportOf(
      processRuntime({ environment: { ...process.env, PORT: first.env["PORT"] }, jobsFolder: join(folder, "jobs") }),
      job,
    );
    expect([first.isWarm, second.isWarm, cold.isWarm]).toEqual([true, true, false]);
    expect({ ...first, isWarm: false, pid: 0 }).toEqual({ ...cold, pid: 0 });
    expect(second.pid).not.toBe(first.pid);
    await runtime.close?.();
  });

  it.each([
    ["an option of Node", { env: { NODE_OPTIONS: "--max-old-space-size=100" } }],
    ["a language", { env: { LC_ALL: "tr_TR.UTF-8" } }],
    ["a time zone", { env: { TZ: "Asia/Kathmandu" } }],
  ])("is not taken by a run with %s of its own", async (_, configuration) => {
    const project = await newProject();
    const { runtime, nextReady } = newWarmRuntime(project);
    await nextReady();
    const { isWarm, env } = await reportOf(runtime, await jobOf(project, REPORT, configuration));
    expect({ isWarm, env }).toMatchObject({ isWarm: false, ...configuration });
    expect((await reportOf(runtime, await jobOf(project, REPORT))).isWarm).toBe(true);
    await runtime.close?.();
  });

  it("is not taken by a run with a command of its own", async () => {
    const project = await newProject();
    const { runtime, nextReady } = newWarmRuntime(project);
    await nextReady();
    const job = await jobOf(project, REPORT);
    const command = `'${process.execPath}' '${job.code.entrypoint}'`;
    expect((await reportOf(runtime, await jobOf(project, "", { command }))).isWarm).toBe(false);
    await runtime.close?.();
  });

  it("takes what its run started along when it is killed, even out of a session of its own", async () => {
    const project = await newProject();
    const { runtime, nextReady } = newWarmRuntime(project);
    await nextReady();
    const descendant = `require("net").connect(process.env.PORT, "127.0.0.1").on("error", () => {}).write(process.pid + "");`;
    const program = `
      import { spawn } from "node:child_process";
      console.log(globalThis.isWarm);
      spawn(process.execPath, ["-e", ${JSON.stringify(descendant)}], { detached: true, stdio: "ignore" });
      setInterval(() => {}, 1000);
    `;
    const before = births.length;
    const job = await runtime.start(await jobOf(project, program));
    await runtime.close?.();
    await expect.poll(() => births.length, { timeout: 20_000 }).toBe(before + 1);
    const output = readAll(job);
    await job.kill();
    await births[before]!.death;
    expect((await output).stdout.toString()).toBe("true\n");
  });

  it("is replaced when it dies", async () => {
    const project = await newProject();
    const before = births.length;
    const { runtime, nextReady } = newWarmRuntime(project);
    await nextReady();
    const { pid, death } = await birth(before);
    process.kill(pid, "SIGKILL");
    await death;
    await nextReady();
    const report = await reportOf(runtime, await jobOf(project, REPORT));
    expect(report.isWarm).toBe(true);
    expect(report.pid).not.toBe(pid);
    await runtime.close?.();
  });

  it("is replaced when the SDK is installed anew", async () => {
    const project = await newProject();
    const before = births.length;
    const { runtime, nextReady } = newWarmRuntime(project);
    await nextReady();
    const { death } = await birth(before);
    await appendFile(join(project.sdk, "package.json"), "\n");
    expect((await reportOf(runtime, await jobOf(project, REPORT))).isWarm).toBe(false);
    await death;
    await nextReady();
    expect((await reportOf(runtime, await jobOf(project, REPORT))).isWarm).toBe(true);
    await runtime.close?.();
  });

  it("goes when its runtime closes", async () => {
    const before = births.length;
    const { runtime, nextReady } = newWarmRuntime(await newProject(), { size: 2 });
    await nextReady();
    await nextReady();
    const deaths = [(await birth(before)).death, (await birth(before + 1)).death];
    await runtime.close?.();
    await Promise.all(deaths);
  });

  it("goes when its worker is killed", async () => {
    const { kind } = await newProject();
    const { port } = server.address() as AddressInfo;
    const stdio = ["ignore", "pipe", "pipe", "pipe"];
    const options = JSON.stringify({ env: { ...process.env, PORT: port }, detached: true, stdio });
    const before = births.length;
    const worker = spawn(process.execPath, [
      "-e",
      `require("child_process").spawn(process.execPath, [${JSON.stringify(kind.program)}], ${options})
         .stdio[3].on("data", (line) => process.stdout.write(line));`,
    ]);
    const [ready] = (await once(worker.stdout, "data")) as [Buffer];
    expect(ready.toString()).toBe("ready 1\n");
    worker.kill("SIGKILL");
    await (
      await birth(before)
    ).death;
  });
});

describe("a run starts cold", () => {
  it("when the process that waited ends instead of taking it", async () => {
    const project = await newProject(`
      import { Socket } from "node:net";
      const channel = new Socket({ fd: 3 });
      channel.write("ready 1\\n");
      channel.on("data", () => process.exit(1));
    `);
    const { runtime, nextReady } = newWarmRuntime(project);
    await nextReady();
    expect((await reportOf(runtime, await jobOf(project, REPORT))).isWarm).toBe(false);
    await runtime.close?.();
  });

  it("when none gets ready, which is said, and tried again with each run only", async () => {
    const project = await newProject('console.error("broken"); process.exit(3);');
    const { runtime, failures } = newWarmRuntime(project);
    expect((await reportOf(runtime, await jobOf(project, REPORT))).isWarm).toBe(false);
    await expect.poll(() => failures).toEqual([expect.stringMatching(/warm-start\.mjs.*runs start cold/)]);
    expect((await reportOf(runtime, await jobOf(project, REPORT))).isWarm).toBe(false);
    await expect.poll(() => failures.length).toBe(2);
    await runtime.close?.();
  });
});

describe("projects with an SDK of their own", () => {
  it("are served from the third run in a row on", async () => {
    const [one, other] = [await newProject(), await newProject()];
    const { runtime, nextReady } = newWarmRuntime(one);
    await nextReady();
    expect((await reportOf(runtime, await jobOf(other, REPORT))).isWarm).toBe(false);
    expect((await reportOf(runtime, await jobOf(other, REPORT))).isWarm).toBe(false);
    await nextReady();
    expect((await reportOf(runtime, await jobOf(other, REPORT))).isWarm).toBe(true);
    await runtime.close?.();
  });

  it("that take turns do not throw out each other's processes", async () => {
    const [one, other] = [await newProject(), await newProject()];
    const { runtime, nextReady } = newWarmRuntime(one);
    for (let turn = 0; turn < 2; turn++) {
      await nextReady();
      expect((await reportOf(runtime, await jobOf(one, REPORT))).isWarm).toBe(true);
      expect((await reportOf(runtime, await jobOf(other, REPORT))).isWarm).toBe(false);
    }
    await runtime.close?.();
  });
});
