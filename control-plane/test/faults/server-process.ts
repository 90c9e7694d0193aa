import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { findServerFolder } from "../../src/db/embedded/server-folder.js";
import { readPostmasterPid } from "../../src/db/embedded/postmaster-pid.js";
import type { ServerOptions } from "../../src/main.js";

export interface ServerProcess {
  readonly apiUrl: string;
  /** Ends it without warning, and with `home` its Postgres in the same instant. */
  kill(home?: string): Promise<void>;
  /** Asks it to stop, and waits for that. */
  stop(): Promise<void>;
}

const RUN_SERVER = fileURLToPath(new URL("run-server.ts", import.meta.url));
const TSCONFIG = fileURLToPath(new URL("tsconfig.json", import.meta.url));

/** A whole server as a process of its own, serving when this resolves. It ends with the test at the latest. */
export async function startServerProcess(options: ServerOptions): Promise<ServerProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", RUN_SERVER, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, TSX_TSCONFIG_PATH: TSCONFIG },
  });
  onTestFinished(() => end(child, "SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: apiUrl, done } = await lines.next();
  if (done) throw new Error("the server ended before it served; what it said stands above");
  return {
    apiUrl,
    async kill(home) {
      const postmaster = home === undefined ? null : await postmasterOf(home);
      child.kill("SIGKILL");
      if (postmaster !== null) process.kill(postmaster, "SIGKILL");
      await end(child, "SIGKILL");
    },
    stop: () => end(child, "SIGTERM"),
  };
}

async function postmasterOf(home: string): Promise<number> {
  const folder = await findServerFolder(home);
  const postmaster = folder && (await readPostmasterPid(folder.data));
  if (!postmaster) throw new Error(`no Postgres runs in ${home}`);
  return postmaster.pid;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}
