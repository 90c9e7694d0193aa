import { join } from "node:path";
import type { Disk } from "../disk/disk.js";
import { writeWhole } from "../disk/write-whole.js";
import { type Processes, type ProcessIdentity } from "./processes.js";

const PREFIX = "lock.";

/**
 * One process at a time works on a folder. Who holds it stands in the lock with the highest number; a dead holder's is
 * followed by the next number, never removed, so that of two who come after it only one can have it.
 */
export async function takeLock(disk: Disk, folder: string, processes: Processes): Promise<boolean> {
  const last = await lastLock(disk, folder);
  if (last !== undefined && isSame(last.holder, processes.self)) return true;
  if (last !== undefined && processes.isAlive(last.holder)) return false;
  const draft = join(folder, `draft.${processes.self.pid}`);
  await disk.remove(draft);
  await writeWhole(disk, draft, Buffer.from(JSON.stringify(processes.self)));
  const isOurs = await disk.link(draft, join(folder, `${PREFIX}${(last?.number ?? 0) + 1}`));
  await disk.remove(draft);
  return isOurs;
}

/** Whether a process that lives works on the folder. */
export async function isLocked(disk: Disk, folder: string, processes: Processes): Promise<boolean> {
  const last = await lastLock(disk, folder);
  return last !== undefined && processes.isAlive(last.holder);
}

/** Whether somebody has worked on the folder and is gone. */
export async function isAbandoned(disk: Disk, folder: string, processes: Processes): Promise<boolean> {
  const last = await lastLock(disk, folder);
  return last !== undefined && !processes.isAlive(last.holder);
}

function isSame(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.bootId === b.bootId && a.started === b.started;
}

async function lastLock(disk: Disk, folder: string) {
  const names = await disk.list(folder);
  const numbers = names.filter((name) => name.startsWith(PREFIX)).map((name) => Number(name.slice(PREFIX.length)));
  if (numbers.length === 0) return undefined;
  const number = Math.max(...numbers);
  const holder = parseHolder(await disk.read(join(folder, `${PREFIX}${number}`)));
  return { number, holder };
}

/** A lock that a power cut left empty was held by a process of before it. */
function parseHolder(text: Buffer | undefined): ProcessIdentity {
  try {
    return JSON.parse(text?.toString() ?? "") as ProcessIdentity;
  } catch {
    return { pid: 0, bootId: "", started: null };
  }
}
