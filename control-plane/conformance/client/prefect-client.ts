import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cleanEnvironment } from "../settings.js";

export interface Finished {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  /** Asks it to end, as a supervisor does, and resolves when it has. */
  stop(): Promise<Finished>;
}

/** A real Prefect client with a home folder of its own: what it caches and stores is seen by none but its own calls. */
export interface PrefectClient {
  /** The folder that is its PREFECT_HOME, and where a case may keep files. */
  home: string;
  /** Runs a script of `flows/`. */
  script(file: string, args?: readonly string[], env?: Record<string, string>): Promise<Finished>;
  /** Runs the CLI: `cli("flow-run", "ls")`. */
  cli(...args: string[]): Promise<Finished>;
  /** The same from a folder, for commands that look around where they are called. */
  cliIn(folder: string, ...args: string[]): Promise<Finished>;
  /** Starts a command that runs until it is told to stop, with more environment. */
  start(args: readonly string[], env: Record<string, string>): Started;
  remove(): Promise<void>;
}

/** Where `flows/` lies. */
const FLOWS = fileURLToPath(new URL("../flows/", import.meta.url));

/** @param apiUrl the server; it is all that the client is told */
export async function makePrefectClient(python: string, apiUrl: string): Promise<PrefectClient> {
  const home = await mkdtemp(join(tmpdir(), "kedge-prefect-client-"));

  function begin(args: readonly string[], env: Record<string, string>, cwd: string) {
    const child = spawn(python, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...cleanEnvironment(),
        PREFECT_HOME: home,
        PREFECT_API_URL: apiUrl,
        DO_NOT_TRACK: "1",
        COLUMNS: "400", // the CLI cuts its tables to the terminal's width
        NO_COLOR: "1",
        PYTHONDONTWRITEBYTECODE: "1", // the flows lie in the repository
        ...env,
      },
    });
    const finished: Finished = { exitCode: null, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (finished.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (finished.stderr += text));
    const end = once(child, "close").then(([exitCode]): Finished => ({
      ...finished,
      exitCode: exitCode as number | null,
    }));
    return { child, end };
  }

  const run = (args: readonly string[], env: Record<string, string> = {}, cwd = home) => begin(args, env, cwd).end;

  return {
    home,
    script: (file, args = [], env = {}) => run([join(FLOWS, file), ...args], env),
    cli: (...args) => run(["-m", "prefect", "--no-prompt", ...args]),
    cliIn: (folder, ...args) => run(["-m", "prefect", "--no-prompt", ...args], {}, folder),
    start(args, env) {
      const { child, end } = begin(["-m", "prefect", "--no-prompt", ...args], env, home);
      return {
        stop() {
          child.kill("SIGTERM");
          return end;
        },
      };
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}
