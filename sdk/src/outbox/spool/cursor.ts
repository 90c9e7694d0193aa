import { join } from "node:path";
import type { Disk } from "../disk/disk.js";
import { writeWhole } from "../disk/write-whole.js";

const NAME = "cursor";

/**
 * Up to where the plane has everything. It may lag behind: what is sent again, the plane knows by its seq. Written whole
 * under another name first, so that there is always one or the other, never half of one.
 */
export async function writeCursor(disk: Disk, folder: string, seq: number): Promise<void> {
  const draft = join(folder, `${NAME}.tmp`);
  await disk.remove(draft);
  await writeWhole(disk, draft, Buffer.from(`${seq}\n`));
  await disk.rename(draft, join(folder, NAME));
  await disk.syncFolder(folder);
}

/** 0 when there is none, or nothing readable in it. */
export async function readCursor(disk: Disk, folder: string): Promise<number> {
  const text = (await disk.read(join(folder, NAME)))?.toString() ?? "";
  return /^\d{1,15}\n$/.test(text) ? Number(text) : 0;
}
