import { join } from "node:path";
import type { Disk } from "../disk/disk.js";
import { isAbandoned, isLocked } from "./lock.js";
import type { Processes } from "./processes.js";

/** A spool's folder while it is made; it names its maker, who may die before there is anything in it. */
const DRAFT_FOLDER = /^[0-9a-f-]{36}\.(\d+)\.draft$/;

/** Makes a folder and what must stand in it before anybody may see it; where that fails nothing is left of it. */
export async function makeWhole(
  disk: Disk,
  folder: string,
  processes: Processes,
  fill: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${folder}.${processes.self.pid}.draft`;
  await disk.removeFolder(draft);
  try {
    await disk.makeFolder(draft);
    await fill(draft);
    await disk.syncFolder(draft);
    await disk.rename(draft, folder);
  } catch (error) {
    // The error that is told is the first one.
    await disk.removeFolder(draft).catch(() => undefined);
    throw error;
  }
}

/** Removes the folders among `names` that dead processes were still making. */
export async function removeAbandonedDrafts(
  disk: Disk,
  root: string,
  names: readonly string[],
  processes: Processes,
): Promise<void> {
  for (const name of names) {
    const pid = DRAFT_FOLDER.exec(name)?.[1];
    if (pid === undefined) continue;
    const draft = join(root, name);
    const isMade = processes.isAlive({ ...processes.self, pid: Number(pid), started: null });
    // A lock tells a later process of the same number from the maker.
    const isDead = isMade ? await isAbandoned(disk, draft, processes) : !(await isLocked(disk, draft, processes));
    if (isDead) await disk.removeFolder(draft);
  }
}
