import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

/**
 * The examples as `npm start` runs them: the built command, a server on its embedded database, a worker, runs in processes
 * of their own.
 */
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const KEDGE = join(ROOT, "sdk/bin/kedge.js");

let home: string;
/** Flows of these tests; it lies where they find the package. */
let flows: string;
const started = new Set<ChildProcess>();

beforeAll(() => {
  if (!existsSync(join(ROOT, "sdk/dist/cli/main.js"))) throw new Error("These tests run what is built: npm run build");
  home = mkdtempSync(join(tmpdir(), "kedge-examples-"));
  mkdirSync(join(ROOT, "examples/node_modules"), { recursive: true });
  flows = mkdtempSync(join(ROOT, "examples/node_modules/flows-"));
});
afterEach(() => {
  for (const child of started) child.kill("SIGKILL");
});
afterAll(() => {
  for (const folder of [home, flows]) rmSync(folder, { recursive: true, force: true });
});

function dev(...args: string[]) {
  const child = spawn(process.execPath, [KEDGE, "dev", "--home", home, "--port", "0", ...args], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], KEDGE_HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const ended = once(child, "close").then(([code]) => {
    started.delete(child);
    return { code: code as number | null, output };
  });
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => output.includes(text) && resolve();
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      look();
      void ended.then(() => reject(new Error(`It ended without saying "${text}":\n${output}`)));
    });
  return { child, ended, says };
}

test("train-iris prints the metrics of its models, and finds its data in the cache the second time", async () => {
  const first = await dev("examples/train-iris.ts:trainIris", "--once").ended;
  expect(first).toMatchObject({ code: 0 });
  expect(first.output).toMatch(/preprocess-0: 150 flowers of 3 species, 120 to train on/);
  expect(first.output).toMatch(/learning rate {4}loss {2}accuracy {2}macro F1/);
  expect(first.output).toMatch(/ {2}0\.3 {2}0\.\d{4} {5}9\d\.\d% {5}0\.9\d\d/);
  expect(first.output).toMatch(/● COMPLETED/);
  const second = await dev("examples/train-iris.ts:trainIris", "--once").ended;
  expect(second).toMatchObject({ code: 0 });
  expect(second.output).toMatch(/preprocess-0: Finished in state Cached\(\)/);
});

test("embed-documents finds a nearest neighbour for the repository's own documents", async () => {
  const { code, output } = await dev("examples/embed-documents.ts:embedDocuments", "--once").ended;
  expect(code).toBe(0);
  expect(output).toMatch(/0\.\d\d {2}examples\/data\/README\.md \(\d+ words\) -> \S+\.md/);
});

test("--once exits with 1 when the run fails", async () => {
  writeFileSync(
    join(flows, "fails.ts"),
    'import { flow } from "kedge"; export const fails = flow({ name: "fails" }, () => { throw new Error("no luck"); });',
  );
  const { code, output } = await dev(join(flows, "fails.ts"), "--once").ended;
  expect(code).toBe(1);
  expect(output).toMatch(/Error: \S+ ended FAILED.*no luck/);
});

test("Ctrl-C stops the server, the worker and the run in hand", async () => {
  const pidFile = join(flows, "pid");
  writeFileSync(
    join(flows, "endless.ts"),
    `import { writeFileSync } from "node:fs";
     import { flow } from "kedge";
     export const endless = flow({ name: "endless", logPrints: true }, async () => {
       writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
       console.log("it runs");
       await new Promise((resolve) => setInterval(resolve, 1_000_000_000));
     });`,
  );
  const running = dev(join(flows, "endless.ts"), "--run");
  await running.says("it runs");
  running.child.kill("SIGINT");
  const { output } = await running.ended;
  expect(output).toContain("Everything has stopped.");
  const pid = Number(readFileSync(pidFile, "utf8"));
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(existsSync(join(home, "postgres/server/data/postmaster.pid"))).toBe(false);
});

test("a port that is taken is a clear error", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const { code, output } = await dev("--port", String(port)).ended;
  other.close();
  expect(code).toBe(1);
  expect(output).toContain(`Error: Port ${port} on 127.0.0.1 is taken`);
});
