import { join } from "node:path";
import type { Disk } from "../disk/disk.js";
import type { Backlog } from "./backlog.js";
import { readCursor, writeCursor } from "./cursor.js";
import { removeAbandonedDrafts } from "./draft-folder.js";
import { isLocked, takeLock } from "./lock.js";
import type { Processes } from "./processes.js";
import type { SpoolRecord } from "./record.js";
import { ordinalOf } from "./segment.js";
import { type DescribeLoss, type ReadLimits, type SegmentFile, SegmentReader } from "./segment-reader.js";
import { readNote, type SpoolNote } from "./spool-note.js";

export interface LeftoverOptions {
  readonly disk: Disk;
  readonly processes: Processes;
  readonly root: string;
  readonly describeLoss: DescribeLoss;
}

const SPOOL_FOLDER = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The ids of the spools in a folder that no living process writes or delivers, oldest first. */
export async function findLeftovers({ disk, processes, root }: LeftoverOptions): Promise<string[]> {
  const names = await disk.list(root);
  await removeAbandonedDrafts(disk, root, names, processes);
  const ids = names.filter((name) => SPOOL_FOLDER.test(name)).sort();
  const free = await Promise.all(ids.map(async (id) => !(await isLocked(disk, join(root, id), processes))));
  return ids.filter((_, i) => free[i]);
}

/** A spool whose process is gone, to be read to its end and removed. */
export class Leftover implements Backlog {
  #segments: SegmentFile[];
  #acknowledged: number;

  private constructor(
    readonly id: string,
    readonly note: SpoolNote | undefined,
    private readonly options: LeftoverOptions,
    private readonly reader: SegmentReader,
    segments: SegmentFile[],
    /** Up to where the plane is known to have it. */
    readonly start: number,
  ) {
    this.#segments = segments;
    this.#acknowledged = start;
  }

  /** Undefined when another process has it. */
  static async open(options: LeftoverOptions, id: string): Promise<Leftover | undefined> {
    const { disk, processes, root, describeLoss } = options;
    const folder = join(root, id);
    if (!(await takeLock(disk, folder, processes))) return undefined;
    const reader = new SegmentReader(disk, folder, Buffer.from(id.replaceAll("-", ""), "hex"), describeLoss);
    const names = (await disk.list(folder)).filter((name) => ordinalOf(name) !== undefined).sort();
    const segments: SegmentFile[] = [];
    for (const name of names) {
      const records = await reader.recordsOf(name);
      segments.push({ name, lastSeq: Math.max(0, ...records.slice(-1).map(({ seq, span }) => seq + span - 1)) });
    }
    const note = await readNote(disk, folder);
    return new Leftover(id, note, options, reader, segments, await readCursor(disk, folder));
  }

  get end(): number {
    return Math.max(this.start, ...this.#segments.map(({ lastSeq }) => lastSeq));
  }

  /** How many of its files have been found to be damaged. */
  get damaged(): number {
    return this.reader.damaged.size;
  }

  readAfter(seq: number, limits: ReadLimits): Promise<readonly SpoolRecord[]> {
    return this.reader.readAfter(seq, this.#segments, limits);
  }

  async acknowledge(seq: number): Promise<void> {
    const { disk } = this.options;
    this.#acknowledged = Math.max(this.#acknowledged, seq);
    const done = this.#segments.filter(({ lastSeq }) => lastSeq <= seq);
    if (done.length === 0) return;
    // First the cursor: a segment that is missing below it was delivered, and is not a loss.
    await writeCursor(disk, this.#folder, seq);
    for (const { name } of done) await this.#remove(name);
    this.#segments = this.#segments.filter((segment) => !done.includes(segment));
  }

  /** Removes it, once the plane has all of it. */
  async close(): Promise<void> {
    if (this.#acknowledged >= this.end) await this.options.disk.removeFolder(this.#folder);
  }

  get #folder(): string {
    return join(this.options.root, this.id);
  }

  async #remove(name: string): Promise<void> {
    const { disk, root } = this.options;
    const path = join(this.#folder, name);
    if (!this.reader.damaged.has(name)) return disk.remove(path);
    const kept = join(root, "damaged");
    await disk.makeFolder(kept);
    await disk.rename(path, join(kept, `${this.id.replaceAll("-", "")}-${name}`));
  }
}
