import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

/**
 * The examples as `npm start` runs them: the built command, a server on its embedded database, a worker, runs in processes
 * of their own. Nothing stands in for anything.
 */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const KEDGE = join(ROOT, "sdk/bin/kedge.js");

let home: string;
/** Flows of these tests; it lies where they find the package. */
let flows: string;
let apiUrl: string;
let plane: Running;
const started = new Set<ChildProcess>();

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly output: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits for the output to match. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
}

function start(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [KEDGE, ...args], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], KEDGE_HOME: home, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.add(child);
  let stdout = "";
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const ended = once(child, "close").then(([code]) => {
    started.delete(child);
    return { code: code as number | null, stdout, output };
  });
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output);
        if (match !== null) resolve(match);
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      look();
      void ended.then(() => reject(new Error(`It ended without saying ${pattern}:\n${output}`)));
    });
  return { child, ended, says };
}

const dev = (...args: string[]) => start(["dev", "--home", home, "--port", "0", ...args]);
const kedge = (...args: string[]) => start(args, { KEDGE_API_URL: apiUrl }).ended;

/** A flow of this body, in a file and under a name of its own. */
function flowFile(name: string, body: string): string {
  const file = join(flows, `${name}.ts`);
  writeFileSync(
    file,
    `import { writeFileSync } from "node:fs";
     import { flow } from "kedge";
     export const example = flow({ name: "${name}", logPrints: true }, async () => { ${body} });`,
  );
  return `${file}:example`;
}

function endless(name: string) {
  const pidFile = join(flows, `${name}.pid`);
  const entrypoint = flowFile(
    name,
    `writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
     console.log("it runs");
     await new Promise((resolve) => setInterval(resolve, 1_000_000_000));`,
  );
  return {
    entrypoint,
    isGone: () => expect(() => process.kill(Number(readFileSync(pidFile, "utf8")), 0)).toThrow("ESRCH"),
  };
}

beforeAll(async () => {
  if (!existsSync(join(ROOT, "sdk/dist/cli/main.js"))) throw new Error("These tests run what is built: npm run build");
  home = mkdtempSync(join(tmpdir(), "kedge-examples-"));
  mkdirSync(join(ROOT, "examples/node_modules"), { recursive: true });
  flows = mkdtempSync(join(ROOT, "examples/node_modules/flows-"));
  plane = dev("examples/train-iris.ts:trainIris", "examples/embed-documents.ts:embedDocuments");
  const [, url = ""] = await plane.says(/API {5}(http\S+)[\s\S]*Ctrl-C stops everything/);
  apiUrl = url;
});

afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
  for (const folder of [home, flows]) rmSync(folder, { recursive: true, force: true });
});

test("train-iris prints the metrics of its models, and finds its data in the cache the second time", async () => {
  const first = await kedge("deployment", "run", "train-iris/local", "-p", "epochs=100", "--watch");
  expect(first.output).toMatch(/preprocess-0: 150 flowers of 3 species, 120 to train on/);
  expect(first.output).toMatch(/learning rate {4}loss {2}accuracy {2}macro F1/);
  expect(first.output).toMatch(/ {2}0\.3 {2}0\.\d{4} {5}9\d\.\d% {5}0\.9\d\d/);
  expect(first.output).toMatch(/● COMPLETED/);
  expect(first.code).toBe(0);
  const second = await kedge("deployment", "run", "train-iris/local", "--watch");
  expect(second.output).toMatch(/preprocess-0: Finished in state Cached\(\)/);
  expect(second.code).toBe(0);
});

test("deployments are listed by their full names, and a flow is shown with its own", async () => {
  expect((await kedge("deployment", "ls")).stdout).toMatch(
    /^train-iris\/local +local +.* +examples\/train-iris\.ts:trainIris/m,
  );
  expect((await kedge("flow", "inspect", "train-iris")).stdout).toMatch(/^deployments +train-iris\/local$/m);
});

test("embed-documents finds a nearest neighbour for the repository's own documents", async () => {
  const { code, output } = await kedge("deployment", "run", "embed-documents/local", "--watch");
  expect(output).toMatch(/0\.\d\d {2}examples\/data\/README\.md \(\d+ words\) -> \S+\.md/);
  expect(code).toBe(0);
});

describe("a finished run", () => {
  let run: { id: string; name: string };
  beforeAll(async () => {
    const { stdout } = await kedge("deployment", "run", "train-iris/local", "--watch", "--json");
    const items = stdout.trimEnd().split("\n");
    run = (JSON.parse(items.at(-1)!) as { flow_run: { id: string; name: string } }).flow_run;
  });

  test("is listed, and shown by its name with its states", async () => {
    expect((await kedge("flow-run", "ls", "--deployment", "train-iris/local")).stdout).toContain(run.id);
    expect((await kedge("flow-run", "inspect", run.name)).stdout).toMatch(
      /states\n.*SCHEDULED\n.*PENDING .*\n.*RUNNING.*\n.*COMPLETED/,
    );
  });

  test("has its lines and its task runs", async () => {
    const { stdout } = await kedge("flow-run", "logs", run.id, "--tail", "2");
    expect(stdout).toMatch(/Best: learning rate \S+\n.*Finished in state Completed\(\)\n$/);
    const tasks = JSON.parse((await kedge("task-run", "ls", "--flow-run", run.id, "--json")).stdout) as object[];
    // fingerprint, preprocess, and a training and an evaluation for each of four learning rates
    expect(tasks).toHaveLength(10);
  });
});

test("a run that is cancelled stops, and watching it ends with 1", async () => {
  const { entrypoint, isGone } = endless("cancelled");
  await kedge("deploy", entrypoint, "--name", "local", "--pool", "local");
  const watching = start(["deployment", "run", "cancelled/local", "--name", "to-cancel", "--watch"], {
    KEDGE_API_URL: apiUrl,
  });
  await watching.says(/it runs/);
  expect((await kedge("flow-run", "cancel", "to-cancel")).code).toBe(0);
  const { code, output } = await watching.ended;
  expect(output).toMatch(/Error: to-cancel ended CANCELLED/);
  expect(code).toBe(1);
  isGone();
});

test("--once exits with 1 when the run fails", async () => {
  const other = mkdtempSync(join(tmpdir(), "kedge-once-"));
  const { code, output } = await dev("--home", other, flowFile("fails", 'throw new Error("no luck")'), "--once").ended;
  rmSync(other, { recursive: true, force: true });
  expect(output).toMatch(/Error: \S+ ended FAILED.*no luck/);
  expect(code).toBe(1);
});

test("a port that is taken, and a home that is in use, are clear errors", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  const other = mkdtempSync(join(tmpdir(), "kedge-taken-"));
  const onPort = await start(["server", "start", "--home", other, "--port", String(port)]).ended;
  const inHome = await dev().ended;
  taken.close();
  rmSync(other, { recursive: true, force: true });
  expect(onPort.output).toContain(`Error: Port ${port} on 127.0.0.1 is taken`);
  expect(inHome.output).toContain(home);
  expect([onPort.code, inHome.code]).toEqual([1, 1]);
});

test("Ctrl-C stops the server, the worker and the run in hand", async () => {
  const { entrypoint, isGone } = endless("interrupted");
  await kedge("deploy", entrypoint, "--name", "local", "--pool", "local");
  const watching = start(["deployment", "run", "interrupted/local", "--watch"], { KEDGE_API_URL: apiUrl });
  await watching.says(/it runs/);
  plane.child.kill("SIGINT");
  expect((await plane.ended).output).toContain("Everything has stopped.");
  isGone();
  expect(existsSync(join(home, "postgres/server/data/postmaster.pid"))).toBe(false);
});
