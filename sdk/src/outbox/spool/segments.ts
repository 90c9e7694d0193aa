import { join } from "node:path";
import type { Disk, DiskFile } from "../disk/disk.js";
import { writeAll, writeWhole } from "../disk/write-whole.js";
import { encodeRecord, RecordType, sizeOf, type SpoolRecord } from "./record.js";
import { encodeHead, SEGMENT_HEAD_BYTES, segmentName } from "./segment.js";
import type { DescribeLoss, SegmentReader } from "./segment-reader.js";
import { withoutLogs } from "./without-logs.js";

export interface Segment {
  readonly name: string;
  lastSeq: number;
  bytes: number;
  /** Whether log lines are left in it that could make room. */
  hasLogs: boolean;
}

export interface SegmentsOptions {
  readonly disk: Disk;
  readonly folder: string;
  readonly spoolId: Buffer;
  readonly segmentBytes: number;
  readonly now: () => number;
  readonly reader: SegmentReader;
  /** Where segments in which records are missing are kept. */
  readonly damagedFolder: string;
}

/** The files of a spool that is being written: the last one grows, the others wait for the plane. */
export class Segments {
  readonly #options: SegmentsOptions;
  #files: Segment[] = [];
  #open: { readonly segment: Segment; readonly file: DiskFile } | undefined;
  #ordinal = 0;

  constructor(options: SegmentsOptions) {
    this.#options = options;
  }

  get files(): readonly Segment[] {
    return this.#files;
  }

  get bytes(): number {
    return this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Resolves when the records survive a power cut. Rejects with the disk's error; the next try begins a new file. */
  async store(records: readonly SpoolRecord[]): Promise<void> {
    const bytes = Buffer.concat(records.map((record) => encodeRecord(this.#options.spoolId, record)));
    try {
      const { segment, file } = await this.#roomFor(bytes.length, records[0]!.seq);
      await writeAll(file, bytes);
      await file.datasync();
      this.#note(segment, records, bytes.length);
    } catch (error) {
      // After a failure the system may call pages clean that never reached the disk: nothing more goes to this file.
      await this.#abandon();
      throw error;
    }
  }

  /** The same, unsynced and at once; what fits in the file at hand. */
  storeNow(records: readonly SpoolRecord[]): void {
    if (this.#open === undefined || records.length === 0) return;
    const bytes = Buffer.concat(records.map((record) => encodeRecord(this.#options.spoolId, record)));
    for (let at = 0; at < bytes.length;) at += this.#open.file.writeNow(bytes.subarray(at));
    this.#note(this.#open.segment, records, bytes.length);
  }

  /** Leaves the log lines out of the oldest file that has some. Resolves whether there was one. */
  async dropOldestLogs(describeLoss: DescribeLoss): Promise<boolean> {
    const { disk, folder, spoolId, reader, now } = this.#options;
    const oldest = this.#files.find((segment) => segment.hasLogs && segment !== this.#open?.segment);
    if (oldest === undefined) return false;
    const kept = withoutLogs(await reader.recordsOf(oldest.name), describeLoss);
    const head = encodeHead({ spoolId, baseSeq: kept[0]?.seq ?? 0, createdMillis: now() });
    const bytes = Buffer.concat([head, ...kept.map((record) => encodeRecord(spoolId, record))]);
    const draft = join(folder, "smaller.tmp");
    await disk.remove(draft);
    await writeWhole(disk, draft, bytes);
    await disk.rename(draft, join(folder, oldest.name));
    await disk.syncFolder(folder);
    reader.forget(oldest.name);
    oldest.hasLogs = false;
    oldest.bytes = bytes.length;
    return true;
  }

  /** Whether there are files that hold nothing beyond `seq`. */
  hasDone(seq: number): boolean {
    return this.#doneUpTo(seq).length > 0;
  }

  async releaseUpTo(seq: number): Promise<void> {
    const done = this.#doneUpTo(seq);
    this.#files = this.#files.filter((segment) => !done.includes(segment));
    for (const { name } of done) await this.#remove(name);
  }

  #doneUpTo(seq: number): Segment[] {
    return this.#files.filter((segment) => segment.lastSeq <= seq && segment !== this.#open?.segment);
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.file.close();
  }

  async #roomFor(bytes: number, baseSeq: number): Promise<{ readonly segment: Segment; readonly file: DiskFile }> {
    const { disk, folder, spoolId, segmentBytes, now } = this.#options;
    if (this.#open !== undefined && this.#open.segment.bytes + bytes <= segmentBytes) return this.#open;
    await this.close();
    const segment: Segment = { name: segmentName(++this.#ordinal), lastSeq: 0, bytes: 0, hasLogs: false };
    const file = await disk.create(join(folder, segment.name));
    this.#files.push(segment);
    this.#open = { segment, file };
    await writeAll(file, encodeHead({ spoolId, baseSeq, createdMillis: now() }));
    await disk.syncFolder(folder);
    segment.bytes = SEGMENT_HEAD_BYTES;
    return this.#open;
  }

  #note(segment: Segment, records: readonly SpoolRecord[], bytes: number): void {
    const last = records.at(-1)!;
    segment.lastSeq = last.seq + last.span - 1;
    segment.bytes += bytes;
    segment.hasLogs ||= records.some(({ type }) => type === RecordType.LOG);
  }

  async #abandon(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    // What it was closed for matters more than whether it could be.
    await open.file.close().catch(() => undefined);
    if (open.segment.lastSeq > 0) return;
    this.#files = this.#files.filter((segment) => segment !== open.segment);
    await this.#options.disk.remove(join(this.#options.folder, open.segment.name)).catch(() => undefined);
  }

  async #remove(name: string): Promise<void> {
    const { disk, folder, reader, damagedFolder, spoolId } = this.#options;
    reader.forget(name);
    if (!reader.damaged.has(name)) return disk.remove(join(folder, name));
    await disk.makeFolder(damagedFolder);
    await disk.rename(join(folder, name), join(damagedFolder, `${spoolId.toString("hex")}-${name}`));
  }
}

/** What a group takes in its file. */
export function bytesOf(records: readonly SpoolRecord[]): number {
  return records.reduce((sum, { payload }) => sum + sizeOf(payload), 0);
}
