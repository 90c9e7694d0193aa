import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "kedge/client";
import { filterFlowRuns, type FlowRun, readFlowRun, readWhyFlowRunWaits, resumeFlowRun } from "kedge/contract";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { startTestServer, type TestServer } from "../server.js";

vi.setConfig({ testTimeout: 120_000 });

const PROGRAM = fileURLToPath(new URL("local-program.mjs", import.meta.url));
const KEDGE = fileURLToPath(new URL("../../../sdk/dist/cli/main.js", import.meta.url));

let server: TestServer;
let client: Client;
let home: string;
let tests = 0;
let effectsFile: string;
let program: ChildProcess | undefined;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "kedge-local-"));
  server = await startTestServer();
  client = createClient({ apiUrl: server.apiUrl });
});
afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});
beforeEach(() => {
  effectsFile = join(home, `effects-${++tests}`);
});
afterEach(() => void program?.kill("SIGKILL"));

const environment = () => ({
  ...process.env,
  KEDGE_API_URL: server.apiUrl,
  KEDGE_HOME: home,
  EFFECTS_FILE: effectsFile,
});

/** Runs the flow in a plain process; resolves with its run once it is under way. */
async function start(flow: string): Promise<FlowRun> {
  program = spawn(process.execPath, [PROGRAM, flow], { env: environment(), stdio: "ignore" });
  const state = { type: { any_: ["RUNNING" as const] } };
  const running = () =>
    client.call(filterFlowRuns, { body: { flows: { name: { any_: [flow] } }, flow_runs: { state } } });
  await expect.poll(async () => (await running()).length, { timeout: 60_000 }).toBe(1);
  return (await running())[0]!;
}
async function kedge(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [KEDGE, "flow-run", ...args], { env: environment() });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  await once(child, "close");
  return printed;
}
const read = ({ id }: FlowRun) => client.call(readFlowRun, { params: { id } });
async function becomes(run: FlowRun, name: string): Promise<FlowRun> {
  await expect.poll(async () => (await read(run)).state_name, { timeout: 60_000, interval: 100 }).toBe(name);
  return read(run);
}
const effects = async () => (await readFile(effectsFile, "utf8")).trimEnd().split("\n");
const has = (effect: string) => expect.poll(effects, { timeout: 60_000 }).toContain(effect);
const ended = async () => (program!.exitCode === null ? await once(program!, "exit") : undefined);

it("a process that is killed is missed when its lease ends, and its run has crashed", async () => {
  const run = await start("waiting");
  program!.kill("SIGKILL");
  await server.database.sql`update lease set expires_at = clock_timestamp() where flow_run_id = ${run.id}`;
  const { state } = await becomes(run, "Crashed");
  expect(state?.message).toMatch(/^Nothing was heard of the process that carried out the run: its lease ended at /);
});

it("kedge flow-run cancel ends a run in a plain process: its hooks run, its call ends, and who asked is known", async () => {
  const run = await start("waiting");
  await has("begun");
  await kedge("cancel", run.id);
  const { state } = await becomes(run, "Cancelled");
  expect(state?.state_details.cancelled_by).toMatch(/@/);
  await ended();
  expect(await effects()).toEqual([
    "begun",
    "cancelled: The run was cancelled.",
    "the call ended: The run was cancelled.",
  ]);
  expect(await server.database.sql`select 1 from lease`).toHaveLength(0);
});

it("kedge flow-run pause lets the task end that has begun and no other begin, and resume goes on", async () => {
  const run = await start("stepping");
  await has("first begins");
  expect(await kedge("pause", run.id)).toMatch(`${run.name} is PAUSED  Paused by `);
  const { reasons } = await client.call(readWhyFlowRunWaits, { params: { id: run.id } });
  expect(reasons).toMatchObject([
    { code: "PAUSED", message: expect.stringMatching(/paused in its process.*Paused by /) },
  ]);
  const told = () => server.database.sql`select 1 from log where message like 'Paused:%'`;
  await expect.poll(async () => (await told()).length, { timeout: 60_000 }).toBe(1);
  await writeFile(`${effectsFile}.first`, "");
  await has("first ends");
  await writeFile(`${effectsFile}.second`, "");
  expect((await read(run)).state_type).toBe("PAUSED");
  expect(await effects()).toEqual(["first begins", "first ends"]);
  await client.call(resumeFlowRun, { params: { id: run.id }, body: {} });
  await becomes(run, "Completed");
  expect((await effects()).slice(2)).toEqual(["second begins", "second ends"]);
});
