import { join } from "node:path";
import type { Disk } from "../disk/disk.js";
import { writeWhole } from "../disk/write-whole.js";

const NAME = "spool.json";

/** Beside the segments, for whoever finds a spool that was left behind. No keys: who delivers it has its own. */
export interface SpoolNote {
  /** The plane that the reports are for. */
  readonly apiUrl: string;
  /** Whose reports they are; null: a worker's, of many runs. */
  readonly flowRunId: string | null;
}

export async function writeNote(disk: Disk, folder: string, note: SpoolNote): Promise<void> {
  const draft = join(folder, `${NAME}.tmp`);
  await disk.remove(draft);
  await writeWhole(disk, draft, Buffer.from(`${JSON.stringify(note)}\n`));
  await disk.rename(draft, join(folder, NAME));
  await disk.syncFolder(folder);
}

/** Undefined when it is not there, or was cut short by a power cut before the first record was durable. */
export async function readNote(disk: Disk, folder: string): Promise<SpoolNote | undefined> {
  try {
    return JSON.parse((await disk.read(join(folder, NAME)))?.toString() ?? "") as SpoolNote;
  } catch {
    return undefined;
  }
}
