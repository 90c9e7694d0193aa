import { join } from "node:path";
import type { Disk } from "./disk.js";
import { writeWhole } from "./write-whole.js";

const MEGABYTE = 2 ** 20;
/** What runs that are under way may still need to report. */
const LEAST_ROOM_BYTES = 16 * MEGABYTE;
/** Once it was short: so that a disk at the limit does not change its mind with every file. */
const ENOUGH_ROOM_BYTES = 32 * MEGABYTE;

/** In words how little room there is; undefined when there is enough, or the system does not say. */
export async function shortageOf(disk: Disk, folder: string, wasShort: boolean): Promise<string | undefined> {
  const room = await disk.room(folder);
  const wanted = wasShort ? ENOUGH_ROOM_BYTES : LEAST_ROOM_BYTES;
  if (room === undefined || room >= wanted) return undefined;
  const [left, least] = [room, wanted].map((bytes) => Math.floor(bytes / MEGABYTE));
  return `disk full: ${left} MB are left for ${folder}, and ${least} MB are wanted`;
}

/** Answers in words why a file cannot be written and synced. */
export async function tryToWrite(disk: Disk, folder: string, name: string): Promise<string | undefined> {
  const path = join(folder, name);
  try {
    await disk.makeFolder(folder);
    await disk.remove(path);
    await writeWhole(disk, path, Buffer.alloc(4096));
    await disk.remove(path);
    return undefined;
  } catch (error) {
    // It is in the way of nothing, and the next try removes it first.
    await disk.remove(path).catch(() => undefined);
    return error instanceof Error ? error.message : String(error);
  }
}
