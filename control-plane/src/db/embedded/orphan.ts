import { rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { socketPath } from "./address.js";
import { EmbeddedErrorCode, EmbeddedPostgresError, systemCode } from "./errors.js";
import { readPostmasterPid } from "./postmaster-pid.js";
import { inspectProcess, pidExists } from "./process-facts.js";
import type { ServerFolder } from "./server-folder.js";
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
  if (await accepts(socketPath(folder.server))) throw elsewhere(folder.server);
  // Postgres only asks whether the pid lives. In a container, where pids are few and start over, another process has it
  // soon; and a zombie that nobody reaps keeps it for ever. When nobody has it, the file stays: Postgres then also looks
  // for children of the dead postmaster.
  if (pidExists(left.pid)) {
    await rm(join(folder.data, "postmaster.pid"), { force: true });
    await rm(`${socketPath(folder.server)}.lock`, { force: true });
  }
}

async function isPostmaster(pid: number, data: string): Promise<boolean> {
  const command = (await inspectProcess(pid))?.command;
  return command !== undefined && `${command} `.includes(`/bin/postgres -D ${data} `);
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

/** Sees through the walls of containers, as pids do not: the socket lies in the shared volume. */
function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    // Nobody listens, or there is no socket.
    socket.once("error", () => resolve(false));
  });
}

function elsewhere(server: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    EmbeddedErrorCode.HOME_IN_USE,
    `A Postgres that is not visible from here, probably in another container, runs on ${server}. Stop it, or start with ` +
      "another --home, or give both servers one Postgres with --database-url.",
  );
}
