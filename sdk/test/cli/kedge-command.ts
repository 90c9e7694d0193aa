import { execFile, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";

const SDK = fileURLToPath(new URL("../../", import.meta.url));
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
  start(args: readonly string[], options?: RunOptions): RunningCommand;
  /** Writes files of the user's into a new folder that has the package `kedge` at hand. */
  project(files: Readonly<Record<string, string>>): string;
  /** Puts a package of this source in the place of the real one. */
  installPeer(name: string, source: string): void;
}

export interface RunningCommand {
  readonly child: ChildProcessWithoutNullStreams;
  /** Waits for a text on either stream. */
  says(text: string): Promise<void>;
  readonly ended: Promise<Finished>;
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

  function start(args: readonly string[], { env = {}, cwd = folder }: RunOptions = {}): RunningCommand {
    const program = join(folder, "dist", "cli", "main.js");
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      // A home that does not exist: no profile of the machine gets in.
      env: { PATH: process.env["PATH"] ?? "", KEDGE_HOME: join(folder, "home"), ...env },
    });
    child.stdin.end();
    started.add(child);
    child.once("exit", () => started.delete(child));
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].on("data", (chunk: Buffer) => (output[stream] += chunk.toString()));
    }
    const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...output }));
    return {
      child,
      ended,
      says: (text) =>
        new Promise((resolve, reject) => {
          const look = () => (output.stdout + output.stderr).includes(text) && resolve();
          child.stdout.on("data", look);
          child.stderr.on("data", look);
          look();
          void ended.then((finished) =>
            reject(new Error(`It ended without saying "${text}": ${JSON.stringify(finished)}`)),
          );
        }),
    };
  }

  function installPeer(name: string, source: string): void {
    const peer = join(folder, "node_modules", name);
    mkdirSync(peer, { recursive: true });
    writeFileSync(join(peer, "package.json"), '{ "type": "module", "exports": "./index.js" }');
    writeFileSync(join(peer, "index.js"), source);
  }

  return {
    start,
    run: (args, options) => start(args, options).ended,
    installPeer,
    project(files) {
      installPeer("kedge", 'export * from "../../dist/index.js";');
      const project = mkdtempSync(join(folder, "project-"));
      for (const [name, text] of Object.entries({ "package.json": '{ "type": "module" }', ...files })) {
        mkdirSync(dirname(join(project, name)), { recursive: true });
        writeFileSync(join(project, name), text);
      }
      return project;
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
