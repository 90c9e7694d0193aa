import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAll, runRuntimeCases } from "../runtime.case.js";
import { type Job, StartRefused } from "../runtime.js";
import { processRuntime } from "./runtime.js";

const folder = await mkdtemp(join(tmpdir(), "kedge-runtime-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const runtime = processRuntime({ environment: process.env, jobsFolder: join(folder, "jobs") });
let programs = 0;

function newJob(code: Partial<Job["code"]>, configuration: Job["configuration"] = {}): Job {
  return {
    identity: { flowRunId: uuidv7(), attempt: 1, program: "run", fence: "1.1", worker: "tester" },
    code: { entrypoint: null, path: null, pullSteps: null, ...code },
    configuration,
    plane: { apiUrl: "http://127.0.0.1:1/api" },
  };
}

async function jobRunning(program: string): Promise<Job> {
  const file = join(folder, `program-${++programs}.mjs`);
  await writeFile(file, program);
  return newJob({}, { command: `'${process.execPath}' '${file}'`, working_dir: folder });
}

runRuntimeCases({ name: "process", runtime, jobRunning, dispose: async () => {} });

describe("what a process started", () => {
  // Each descendant holds a connection to this server: once the connection closes, the process is dead.
  const server = createServer();
  beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
  afterAll(() => server.close());

  const starting = (options: string, then: string) => `
    import { spawn } from "node:child_process";
    const body = \`
      process.on("SIGTERM", () => {});
      require("net").connect(${(server.address() as AddressInfo).port}, "127.0.0.1").on("data", () => console.log("held"));
    \`;
    const child = spawn(process.execPath, ["-e", body], ${options});
    ${then}
  `;

  async function nextBorn() {
    const [socket] = (await once(server, "connection")) as [Socket];
    socket.on("error", () => {}).resume();
    return { socket, death: new Promise<void>((resolve) => socket.once("close", () => resolve())) };
  }

  it("dies with the kill", async () => {
    const birth = nextBorn();
    const job = await runtime.start(await jobRunning(starting('{ stdio: "inherit" }', "")));
    const { death } = await birth;
    await job.kill();
    await death;
    expect(await job.ended).toEqual({ kind: "signalled", signal: "SIGKILL" });
    await readAll(job);
  });

  it("dies with the kill even in a session of its own", async () => {
    const birth = nextBorn();
    const job = await runtime.start(await jobRunning(starting('{ stdio: "ignore", detached: true }', "")));
    const { death } = await birth;
    const output = readAll(job);
    await job.kill();
    await death;
    await output;
  });

  it("goes with the process that left it running", async () => {
    const birth = nextBorn();
    const leave = 'process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000);';
    const job = await runtime.start(await jobRunning(starting('{ stdio: "ignore" }', leave)));
    const { death } = await birth;
    await job.interrupt("stop");
    expect(await job.ended).toEqual({ kind: "exited", code: 0 });
    await death;
  });

  it("does not keep the output open from a session of its own", async () => {
    const birth = nextBorn();
    const leave = 'process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000);';
    const job = await runtime.start(await jobRunning(starting('{ stdio: "inherit", detached: true }', leave)));
    const { socket, death } = await birth;
    socket.write("x");
    await job.interrupt("stop");
    expect((await readAll(job)).stdout.toString()).toContain("held");
    await death;
  });
});

describe("a job that cannot be started is refused with what to do", () => {
  const refusal = async (job: Job) => {
    const error: unknown = await runtime.start(job).then(
      () => "started",
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StartRefused);
    return (error as StartRefused).explain();
  };

  it("a program that does not exist", async () => {
    expect(await refusal(newJob({}, { command: "no-such-program --x" }))).toMatch(
      /no-such-program was not found.*\n.*PATH/,
    );
  });

  it("a program that may not be executed", async () => {
    await writeFile(join(folder, "plain.txt"), "");
    expect(await refusal(newJob({}, { command: join(folder, "plain.txt") }))).toMatch(/may not be executed/);
  });

  it("a working directory that does not exist, with who named it", async () => {
    const missing = join(folder, "missing");
    expect(await refusal(newJob({}, { command: "true", working_dir: missing }))).toMatch(
      /missing \(from the job variable `working_dir`\) does not exist/,
    );
    expect(await refusal(newJob({ path: missing }, { command: "true" }))).toMatch(/from the deployment's `path`/);
    const pullSteps = [{ "prefect.deployments.steps.set_working_directory": { directory: missing } }];
    expect(await refusal(newJob({ pullSteps }, { command: "true" }))).toMatch(/from the pull step/);
  });

  it("a working directory that is a file", async () => {
    await writeFile(join(folder, "file"), "");
    expect(await refusal(newJob({}, { command: "true", working_dir: join(folder, "file") }))).toMatch(/is a file/);
  });

  it("a pull step that is not supported", async () => {
    const pullSteps = [{ "prefect.deployments.steps.git_clone": { repository: "x" } }];
    expect(await refusal(newJob({ entrypoint: "flow.ts:f", pullSteps }))).toMatch(/git_clone` is not supported/);
  });

  it("no entrypoint, or one of no known language", async () => {
    expect(await refusal(newJob({}))).toMatch(/has no entrypoint/);
    expect(await refusal(newJob({ entrypoint: "flow.rb:f" }))).toMatch(/flow\.rb:f is neither/);
  });

  it("an environment that is not names and texts", async () => {
    expect(await refusal(newJob({}, { command: "true", env: { A: { b: 1 } } }))).toMatch(/variable A/);
  });
});

describe("a started program", () => {
  const project = join(folder, "project");
  const sdk = join(project, "node_modules", "kedge");
  const report = `#!${process.execPath}
    console.log(JSON.stringify({ argv: process.argv.slice(1), cwd: process.cwd(), env: process.env }));
  `;

  beforeAll(async () => {
    await mkdir(join(project, ".venv", "bin"), { recursive: true });
    await mkdir(sdk, { recursive: true });
    const exports = { "./run-deployed": "./run.cjs", "./run-hooks": "./hooks.cjs" };
    await writeFile(join(sdk, "package.json"), JSON.stringify({ name: "kedge", exports }));
    await writeFile(join(sdk, "hooks.cjs"), report);
    await writeFile(join(sdk, "run.cjs"), report);
    await writeFile(join(project, ".venv", "bin", "python"), report, { mode: 0o755 });
  });

  async function reportOf(job: Job, environment: NodeJS.ProcessEnv = process.env) {
    const { stdout } = await readAll(
      await processRuntime({ environment, jobsFolder: join(folder, "jobs") }).start(job),
    );
    return JSON.parse(stdout.toString()) as { argv: string[]; cwd: string; env: Record<string, string> };
  }

  const pullSteps = [{ "prefect.deployments.steps.set_working_directory": { directory: project } }];

  it("is the project's own SDK for a TypeScript entrypoint", async () => {
    const { argv, cwd, env } = await reportOf(newJob({ entrypoint: "src/etl.ts:train", pullSteps }));
    expect(argv).toEqual([join(sdk, "run.cjs")]);
    expect(cwd).toBe(project);
    expect(env).toMatchObject({
      KEDGE_ENTRYPOINT: "src/etl.ts:train",
      KEDGE_API_URL: "http://127.0.0.1:1/api",
      KEDGE_LOGGING_CONSOLE: "off",
    });
  });

  it("is the project's own Python with Prefect for a Python entrypoint, and its writes carry the fence", async () => {
    const job = newJob({ entrypoint: "etl.py:train", pullSteps });
    const { argv, env } = await reportOf(job, { ...process.env, PREFECT_CLIENT_CUSTOM_HEADERS: '{"x-team":"a"}' });
    expect(argv).toEqual([join(project, ".venv", "bin", "python"), "-m", "prefect.engine", job.identity.flowRunId]);
    expect(env).toMatchObject({
      PREFECT__FLOW_RUN_ID: job.identity.flowRunId,
      PREFECT_API_URL: "http://127.0.0.1:1/api",
      PREFECT_CLIENT_CUSTOM_HEADERS: `{"x-team":"a","kedge-fence":"${job.identity.flowRunId}/1.1"}`,
    });
  });

  const forHooks = (job: Job): Job => ({ ...job, identity: { ...job.identity, program: "hooks" } });

  it("is one that only runs the hooks, with the same environment, for a run that ended without them", async () => {
    const job = newJob({ entrypoint: "src/etl.ts:train", pullSteps });
    const [run, hooks] = await Promise.all([reportOf(job), reportOf(forHooks(job))]);
    expect(hooks.argv).toEqual([join(sdk, "hooks.cjs")]);
    expect(hooks).toMatchObject({ cwd: run.cwd, env: { ...run.env, KEDGE_JOB_PROGRAM: "hooks" } });

    const python = await reportOf(forHooks(newJob({ entrypoint: "etl.py:train", pullSteps })));
    expect(python.argv).toEqual([join(project, ".venv", "bin", "python"), expect.stringMatching(/run_hooks\.py$/)]);
  });

  it("cannot be had for the hooks of a job with a command of its own", async () => {
    const job = forHooks(newJob({ entrypoint: "etl.ts:train" }, { command: "true" }));
    await expect(runtime.start(job)).rejects.toThrow(/`command` replaces the program/);
  });

  it("takes the Python that the job names", async () => {
    const job = newJob(
      { entrypoint: "etl.py:train", path: folder },
      { python: join(project, ".venv", "bin", "python") },
    );
    expect((await reportOf(job)).cwd).toBe(folder);
  });

  it("inherits the worker's environment without its secrets, and the job's own wins but for its identity", async () => {
    const job = newJob(
      { entrypoint: "a.ts:f", pullSteps },
      { env: { OVER: "job", GONE: null, KEDGE_FENCE: "9.9", COUNT: 3 } },
    );
    const secrets = { KEDGE_API_KEY: "worker's", KEDGE_DATABASE_URL: "postgres://secret", PREFECT_API_KEY: "worker's" };
    const { env } = await reportOf(job, { ...process.env, ...secrets, OVER: "worker", GONE: "x", KEPT: "kept" });
    expect(env).toMatchObject({ OVER: "job", KEPT: "kept", KEDGE_FENCE: "1.1", COUNT: "3" });
    for (const name of ["GONE", ...Object.keys(secrets)]) expect(env).not.toHaveProperty(name);
  });

  it("starts in an empty directory of its own when none is named, which is removed at the end", async () => {
    const job = newJob({}, { command: `'${join(project, ".venv", "bin", "python")}'` });
    const { cwd } = await reportOf(job);
    expect(cwd.startsWith(tmpdir())).toBe(true);
    await expect.poll(() => readdir(cwd).catch(() => "removed")).toBe("removed");
  });
});
