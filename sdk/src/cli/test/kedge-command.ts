import { execFile, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";

const SDK = fileURLToPath(new URL("../../../", import.meta.url));
const TSC = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KedgeCommand {
  /** Runs a command to its end, in an empty environment but for PATH and what is given. */
  run(args: readonly string[], options?: RunOptions): Promise<Finished>;
  /** Starts one that goes on. */
  start(args: readonly string[], options?: RunOptions): ChildProcessWithoutNullStreams;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** The command as users have it: a process of its own, compiled from the present sources into a folder of this test file. */
export function kedgeCommand(): KedgeCommand {
  let folder = "";
  const started = new Set<ChildProcessWithoutNullStreams>();

  beforeAll(async () => {
    mkdirSync(join(SDK, "node_modules"), { recursive: true });
    folder = mkdtempSync(join(SDK, "node_modules", ".kedge-test-"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module", "version": "0.0.0-test" }');
    await compile(join(folder, "dist"));
  });
  afterAll(() => {
    for (const child of started) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  function start(args: readonly string[], { env = {}, cwd = folder }: RunOptions = {}) {
    const program = join(folder, "dist", "cli", "main.js");
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      // A home that does not exist: no profile of the machine gets in.
      env: { PATH: process.env["PATH"] ?? "", KEDGE_HOME: join(folder, "home"), ...env },
    });
    child.stdin.end();
    started.add(child);
    child.once("exit", () => started.delete(child));
    return child;
  }

  return {
    start,
    async run(args, options) {
      const child = start(args, options);
      const finished = { stdout: "", stderr: "" };
      child.stdout.on("data", (chunk: Buffer) => (finished.stdout += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (finished.stderr += chunk.toString()));
      const [code] = (await once(child, "close")) as [number | null];
      return { code, ...finished };
    },
  };
}

function compile(outDir: string): Promise<void> {
  const off = ["composite", "incremental", "declaration", "declarationMap", "sourceMap"];
  const options = ["-p", SDK, "--outDir", outDir, "--noCheck", ...off.flatMap((option) => [`--${option}`, "false"])];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [TSC, ...options], (error, stdout) => {
      if (error === null) resolve();
      else reject(new Error(`tsc could not compile the CLI: ${stdout}`));
    });
  });
}
