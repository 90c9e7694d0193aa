import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** Signals every process of a group; false when none is left. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    // ESRCH: the group is empty. EPERM: only processes of another user are left, which are not ours to end.
    return false;
  }
}

/**
 * Kills every process whose environment carries all of `marks` (`NAME=value`) until none is left. A process that made a
 * session of its own has left the group it was started in, but children inherit the environment. Linux only, where it can
 * be read; elsewhere the group is all there is.
 */
export async function killMarked(marks: readonly string[]): Promise<void> {
  if (process.platform !== "linux") return;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const pids = await findMarked(marks);
    if (pids.length === 0) return;
    for (const pid of pids) killOne(pid);
    await pause(BETWEEN_PASSES_MS);
  }
}

/** A tree that forks faster than it is killed would keep us here for good. */
const MOST_PASSES = 50;
const BETWEEN_PASSES_MS = 10;

async function findMarked(marks: readonly string[]): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const marked = await Promise.all(pids.map((pid) => carries(pid, marks)));
  return pids.filter((_, index) => marked[index]).map(Number);
}

async function carries(pid: string, marks: readonly string[]): Promise<boolean> {
  try {
    const variables = (await readFile(`/proc/${pid}/environ`, "latin1")).split("\0");
    return marks.every((mark) => variables.includes(mark));
  } catch {
    // Gone since the listing, or another user's.
    return false;
  }
}

function killOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone since it was found.
  }
}
