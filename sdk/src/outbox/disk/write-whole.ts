import type { Disk, DiskFile } from "./disk.js";

/** Writes all of it: a write may take less than it is given. */
export async function writeAll(file: DiskFile, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** A new file with this content, durable apart from its name. */
export async function writeWhole(disk: Disk, path: string, bytes: Buffer): Promise<void> {
  const file = await disk.create(path);
  try {
    await writeAll(file, bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}
