import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { socketPath } from "./address.js";
import { systemCode } from "./errors.js";
import { isPostmaster, readPostmasterPid } from "./postmaster-pid.js";
import { pidExists } from "./process-facts.js";
import type { ServerFolder } from "./server-folder.js";
import { refuseIfServedElsewhere } from "./served-elsewhere.js";
import { shutDown } from "./shut-down.js";

const CHECK_MS = 10;

/**
 * Clears what a Kedge that died left behind: called by the holder of the home's lock, so nobody living owns it. A Postgres
 * that still runs is stopped rather than adopted: its end could not be noticed, its log and its settings may be of another
 * version, and a restart takes 0.1 s.
 */
export async function clearOrphan(folder: ServerFolder, onOrphan: (pid: number) => void): Promise<void> {
  const left = await readPostmasterPid(folder.data);
  if (left === undefined) return;
  if (await isPostmaster(left.pid, folder.data)) {
    onOrphan(left.pid);
    await shutDown(
      (signal) => signalIfAlive(left.pid, signal),
      (patienceMs) => gone(left.pid, folder.data, patienceMs),
    );
    return;
  }
  await refuseIfServedElsewhere(folder);
  // Postgres only asks whether the pid lives. In a container, where pids are few and start over, another process has it
  // soon; and a zombie that nobody reaps keeps it for ever. When nobody has it, the file stays: Postgres then also looks
  // for children of the dead postmaster.
  if (pidExists(left.pid)) {
    await rm(join(folder.data, "postmaster.pid"), { force: true });
    await rm(`${socketPath(folder.server)}.lock`, { force: true });
  }
}

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself, as it does when its leash saw the server die.
    if (systemCode(error) !== "ESRCH") throw error;
  }
}

async function gone(pid: number, data: string, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (await isPostmaster(pid, data)) {
    if (performance.now() > deadline) return false;
    await delay(CHECK_MS);
  }
  return true;
}
