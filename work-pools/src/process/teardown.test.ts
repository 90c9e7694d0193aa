import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uuidv7 } from "kedge/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAll } from "../runtime.case.js";
import type { Job, Runtime } from "../runtime.js";
import { JobRecords, type JobRecord } from "./job-records.js";
import { identityOf } from "./process-identity.js";
import { processRuntime } from "./runtime.js";

const folder = await mkdtemp(join(tmpdir(), "kedge-teardown-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

// Every process of a tree holds a connection to this server: once the connection closes, the process is dead.
const server = createServer();
const held = new Map<string, Promise<unknown>>();
let onBirth: (() => void)[] = [];
server.on("connection", (socket: Socket) => {
  const death = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket
    .on("error", () => {})
    .once("data", (name) => {
      held.set(name.toString(), death);
      for (const resolve of onBirth.splice(0)) resolve();
    });
});
beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterAll(() => server.close());

async function born(...names: string[]): Promise<void> {
  while (!names.every((name) => held.has(name))) await new Promise<void>((resolve) => onBirth.push(resolve));
}

async function allGone(names: readonly string[]): Promise<void> {
  for (const name of names) await held.get(name);
}

/** Deaf to SIGTERM; says its name and stays. */
const stubborn = (name: string) => `
  process.on("SIGTERM", () => {});
  require("net").connect(${(server.address() as AddressInfo).port}, "127.0.0.1").on("connect", function () { this.write(${JSON.stringify(name)}); });
`;
const spawning = (name: string, options: string) => `
  require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(stubborn(name))}], ${options}).unref();
`;

/** A tree that leaves its group, its session and its environment, one at a time, and a parent that does not wait. */
function treeOf(id: string): { program: string; names: string[] } {
  const names = ["in the group", "in its own session", "without the environment", "forked twice"].map(
    (n) => `${id}: ${n}`,
  );
  const [inGroup, ownSession, bare, twice] = names as [string, string, string, string];
  const intermediate = spawning(twice, '{ stdio: "ignore", detached: true }');
  const program = `
    ${spawning(inGroup, '{ stdio: "ignore" }')}
    ${spawning(ownSession, '{ stdio: "ignore", detached: true }')}
    ${spawning(bare, '{ stdio: "ignore", detached: true, env: {} }')}
    require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(intermediate)}], { stdio: "ignore" });
  `;
  return { program, names };
}

async function jobOf(program: string, fence = "1.1"): Promise<Job> {
  const flowRunId = uuidv7();
  const file = join(folder, `${flowRunId}.cjs`);
  await writeFile(file, program);
  return {
    identity: { flowRunId, attempt: 1, program: "run", fence, worker: "tester" },
    code: { entrypoint: null, path: null, pullSteps: null },
    configuration: { command: `'${process.execPath}' '${file}'`, working_dir: folder },
    plane: { apiUrl: "http://127.0.0.1:1/api" },
  };
}

let folders = 0;
function newRuntime(): { runtime: Runtime; jobsFolder: string; records: JobRecords } {
  const jobsFolder = join(folder, `jobs-${++folders}`);
  return {
    runtime: processRuntime({ environment: process.env, jobsFolder }),
    jobsFolder,
    records: new JobRecords(jobsFolder),
  };
}

const onLinux = describe.skipIf(process.platform !== "linux");

onLinux("a kill leaves nothing of a tree", () => {
  it("whose root is deaf", async () => {
    const { runtime } = newRuntime();
    const { program, names } = treeOf("deaf");
    const job = await runtime.start(await jobOf(`${program} ${stubborn("deaf root")}`));
    await born(...names, "deaf root");
    await job.interrupt("cancel");
    await job.kill();
    await allGone(["deaf root", ...names]);
    expect(await job.ended).toEqual({ kind: "signalled", signal: "SIGKILL" });
  });

  it("whose root has gone before it, where the environment still tells", async () => {
    const { runtime } = newRuntime();
    const { program, names } = treeOf("obedient");
    const leave = 'process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000);';
    const job = await runtime.start(await jobOf(`${program.replace(", env: {}", "")} ${leave}`));
    await born(...names);
    await job.interrupt("cancel");
    expect(await job.ended).toEqual({ kind: "exited", code: 0 });
    await job.kill();
    await allGone(names);
  });
});

describe("what a worker that is gone has left running", () => {
  /** As if the job's worker had died: no process was ever started with this identity. */
  async function orphan(records: JobRecords, jobsFolder: string, change: Partial<JobRecord> = {}): Promise<void> {
    await expect.poll(async () => (await records.list())[0]?.process).toBeDefined();
    const [name] = await readdir(jobsFolder);
    const file = join(jobsFolder, name!);
    const record = JSON.parse(await readFile(file, "utf8")) as JobRecord;
    const supervisor = { pid: record.supervisor.pid, started: "before the last start of this machine" };
    await writeFile(file, JSON.stringify({ ...record, supervisor, ...change }));
  }

  it("is ended by the next one, tree and all, and its record goes", async () => {
    const { runtime, records, jobsFolder } = newRuntime();
    const { program, names } = treeOf("orphan");
    const job = await jobOf(`${program} ${stubborn("orphan root")}`);
    const handle = await runtime.start(job);
    await born(...names, "orphan root");
    await orphan(records, jobsFolder);
    expect(await runtime.reapRemnants!()).toMatchObject([job.identity]);
    await allGone(["orphan root", ...names]);
    await handle.ended;
    await expect.poll(() => readdir(jobsFolder)).toEqual([]);
  });

  it("is left to a worker that is alive", async () => {
    const { runtime } = newRuntime();
    const job = await runtime.start(await jobOf(stubborn("supervised")));
    await born("supervised");
    expect(await runtime.reapRemnants!()).toEqual([]);
    await job.kill();
    await held.get("supervised");
  });

  it("is not taken for another process that has got its number", async () => {
    const { runtime, records, jobsFolder } = newRuntime();
    const stranger = await runtime.start(await jobOf(stubborn("stranger")));
    await born("stranger");
    const pid = Number(stranger.id.split(":").at(-1));
    const identity = { flowRunId: uuidv7(), attempt: 1, program: "run", fence: "9.9", worker: "gone" } as const;
    await orphan(records, jobsFolder, { ...identity, process: { pid, started: "long before" } });
    expect(await runtime.reapRemnants!()).toMatchObject([identity]);
    expect(await identityOf(pid)).toBeDefined();
    await stranger.kill();
  });

  it("is nothing once a job has ended", async () => {
    const { runtime, jobsFolder } = newRuntime();
    const job = await runtime.start(await jobOf(""));
    await readAll(job);
    await expect.poll(() => readdir(jobsFolder)).toEqual([]);
  });
});
