import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { WorkerOptions } from "@kedge/worker";
import { onTestFinished } from "vitest";

const RUN_WORKER = fileURLToPath(new URL("run-worker.ts", import.meta.url));
const TSCONFIG = fileURLToPath(new URL("tsconfig.json", import.meta.url));

/** A worker as a process of its own, which pulls when this resolves. It ends with the test at the latest. */
export async function startWorkerProcess(
  options: Omit<WorkerOptions, "log">,
  env: Record<string, string>,
): Promise<{ kill(): Promise<void> }> {
  const child = spawn(process.execPath, ["--import", "tsx", RUN_WORKER, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env, TSX_TSCONFIG_PATH: TSCONFIG },
  });
  onTestFinished(() => kill(child));
  const [line] = await Promise.race([once(child.stdout, "data"), once(child, "exit").then(() => [null])]);
  if (line === null) throw new Error("the worker ended before it pulled; what it said stands above");
  return { kill: () => kill(child) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
