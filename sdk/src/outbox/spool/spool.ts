import { join } from "node:path";
import { KedgeError } from "../../errors.js";
import { type Disk, errorCode } from "../disk/disk.js";
import { writeWhole } from "../disk/write-whole.js";
import type { Backlog } from "./backlog.js";
import { writeCursor } from "./cursor.js";
import { makeWhole } from "./draft-folder.js";
import { takeLock } from "./lock.js";
import type { Processes } from "./processes.js";
import { MOST_PAYLOAD_BYTES, RecordType, sizeOf, type SpoolRecord } from "./record.js";
import { type DescribeLoss, type ReadLimits, SegmentReader } from "./segment-reader.js";
import { bytesOf, Segments } from "./segments.js";
import { type SpoolNote, writeNote } from "./spool-note.js";
import { withoutLogs } from "./without-logs.js";

export interface SpoolLimits {
  /** Of all its files together. The last tenth is for states alone. Default 512 MB. */
  readonly quotaBytes: number;
  /** Default 8 MB. */
  readonly segmentBytes: number;
  /** What is held in memory while the disk takes nothing, and for the sender that follows closely. Default 8 MB. */
  readonly memoryBytes: number;
  /** How long a record that nobody waits for may be unsynced. Default 250. */
  readonly lingerMillis: number;
}

export const DEFAULT_SPOOL_LIMITS: SpoolLimits = {
  quotaBytes: 512 * 2 ** 20,
  segmentBytes: 8 * 2 ** 20,
  memoryBytes: 8 * 2 ** 20,
  lingerMillis: 250,
};

export interface SpoolOptions {
  readonly disk: Disk;
  readonly processes: Processes;
  /** Spools lie side by side in it, each in a folder named by its id. */
  readonly root: string;
  readonly id: string;
  readonly note: SpoolNote;
  readonly limits?: Partial<SpoolLimits>;
  /** Milliseconds of the wall clock, for the heads of files. */
  readonly now: () => number;
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** What stands in the place of `count` records that are lost; `dropped` are those that are still known. */
  readonly describeLoss: DescribeLoss;
  /** Told once when the disk stops taking records, and once (undefined) when it takes them again. */
  readonly onTrouble: (problem: string | undefined) => void;
}

interface Waiting {
  readonly record: SpoolRecord;
  readonly written: () => void;
}

const RETRY_MILLIS = 1000;
const LOGS_QUOTA = 0.9;
/** Records written and synced together. */
const MOST_GROUP_BYTES = 2 ** 20;
/** Given back to the system when the disk is full: room for the states of a run's end. */
const RESERVE_BYTES = 64 * 2 ** 10;
const RESERVE = "reserve";
/** Of the lines that are left out in a row, so many are looked at to say whose they were. */
const MOST_DESCRIBED = 100;

/**
 * What one process has to report, on its way to the disk: appending is synchronous, and whoever must know waits for
 * `durable`. One write and sync is under way at a time, and takes along all that was appended meanwhile.
 *
 * A spool is written by the process that made it and by no other: what it leaves behind is delivered by others
 * (`leftover.ts`) and never added to. So a seq, once used, is never used again, and a record may be sent before it is synced.
 */
export class Spool implements Backlog {
  readonly id: string;
  readonly #options: SpoolOptions;
  readonly #limits: SpoolLimits;
  readonly #folder: string;
  readonly #segments: Segments;
  readonly #reader: SegmentReader;
  /** The newest records, in order; older ones stand on the disk only. */
  #recent: SpoolRecord[] = [];
  #recentBytes = 0;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #lastSeq = 0;
  #durableSeq = 0;
  #acknowledged = 0;
  /** The log lines that were left out since the last record. */
  #leftOut: { readonly seq: number; span: number; readonly some: SpoolRecord[] } | undefined;
  #isOpened = false;
  #isTroubled = false;
  #isClosed = false;
  #writing: Promise<void> | undefined;
  #urgent = new AbortController();
  #onRoom: (() => void)[] = [];

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.id = options.id;
    this.#limits = { ...DEFAULT_SPOOL_LIMITS, ...options.limits };
    this.#folder = join(options.root, options.id);
    const spoolId = Buffer.from(options.id.replaceAll("-", ""), "hex");
    const { disk, describeLoss, now } = options;
    this.#reader = new SegmentReader(disk, this.#folder, spoolId, describeLoss);
    this.#segments = new Segments({
      disk,
      folder: this.#folder,
      spoolId,
      segmentBytes: this.#limits.segmentBytes,
      now,
      reader: this.#reader,
      damagedFolder: join(options.root, "damaged"),
    });
  }

  get end(): number {
    return this.#lastSeq;
  }

  /** Whether the disk takes nothing at the moment. */
  get isTroubled(): boolean {
    return this.#isTroubled;
  }

  /**
   * Takes a record, whose seq is returned. `durable` resolves once it is on the disk, or with the plane: however long a
   * full disk and an absent plane keep it waiting. Throws REPORT_TOO_LARGE beyond 4 MB.
   */
  append(
    type: RecordType,
    payload: Buffer,
    isUrgent: boolean,
  ): { readonly seq: number; readonly durable: Promise<void> } {
    if (payload.length > MOST_PAYLOAD_BYTES) {
      throw new KedgeError("REPORT_TOO_LARGE", `A report of ${payload.length} bytes is more than the outbox takes.`, {
        hint: `Keep it below ${MOST_PAYLOAD_BYTES} bytes: large values belong into results, files or artifacts.`,
      });
    }
    const seq = ++this.#lastSeq;
    const record = { type, seq, span: 1, payload };
    if (type === RecordType.LOG && this.#isFullForLogs()) {
      this.#leaveOut(record);
      return { seq, durable: Promise.resolve() };
    }
    this.#closeGap();
    return { seq, durable: this.#take(record, isUrgent) };
  }

  /** Writes what waits at once. */
  hurry(): void {
    this.#urgent.abort();
  }

  /** Undefined when there is room for more; else a promise of it, for producers that can pause. */
  room(): Promise<void> | undefined {
    if (this.#waitingBytes < this.#limits.memoryBytes) return undefined;
    return new Promise((resolve) => this.#onRoom.push(resolve));
  }

  /** Resolves when everything appended so far is on the disk or with the plane. */
  async flush(): Promise<void> {
    this.#closeGap();
    this.#urgent.abort();
    const last = this.#waiting.at(-1);
    if (last === undefined) return this.#writing;
    await new Promise<void>((resolve) => {
      const { written } = last;
      this.#waiting[this.#waiting.length - 1] = { ...last, written: () => (written(), resolve()) };
    });
  }

  /** For an exit handler: hands everything to the system before it returns; a power cut may still lose it. */
  flushNow(): void {
    this.#closeGap();
    this.#segments.storeNow(this.#waiting.map(({ record }) => record));
    this.#waiting = [];
  }

  /** What is in memory, for who cannot wait for a file to be read. */
  recentAfter(seq: number): readonly SpoolRecord[] {
    this.#closeGap();
    return this.#readRecent(seq, { records: Infinity, bytes: Infinity });
  }

  async readAfter(seq: number, limits: ReadLimits): Promise<readonly SpoolRecord[]> {
    const first = this.#recent[0]?.seq ?? this.#lastSeq + 1;
    if (seq + 1 >= first) return this.#readRecent(seq, limits);
    const stored = await this.#reader.readAfter(seq, this.#segments.files, limits);
    if (stored.length > 0) return stored;
    return [this.#reader.missing(seq + 1, first - seq - 1)];
  }

  async acknowledge(seq: number): Promise<void> {
    this.#acknowledged = Math.max(this.#acknowledged, seq);
    let gone = 0;
    while (gone < this.#recent.length && this.#recent[gone]!.seq <= seq) gone += 1;
    this.#forgetRecent(gone);
    this.#makeRoom();
    if (!this.#segments.hasDone(seq)) return;
    // First the cursor: a segment that is missing below it was delivered, and is not a loss.
    await writeCursor(this.#options.disk, this.#folder, seq);
    await this.#segments.releaseUpTo(seq);
  }

  /**
   * Writes what is left; removes the spool when the plane has all of it, else leaves it to be found. A record that is
   * appended afterwards begins its folder anew.
   */
  async close(): Promise<void> {
    this.#closeGap();
    if (this.#waiting.length > 0) this.#startWriting();
    this.#isClosed = true;
    this.#urgent.abort();
    await this.#writing;
    await this.#segments.close();
    this.#isClosed = false;
    if (!this.#isOpened) return;
    this.#isOpened = false;
    const { disk } = this.#options;
    if (this.#acknowledged < this.#lastSeq) return disk.remove(join(this.#folder, RESERVE));
    await this.#segments.releaseUpTo(this.#lastSeq);
    await disk.removeFolder(this.#folder);
  }

  #take(record: SpoolRecord, isUrgent: boolean): Promise<void> {
    this.#recent.push(record);
    this.#recentBytes += sizeOf(record.payload);
    this.#waitingBytes += sizeOf(record.payload);
    const durable = new Promise<void>((written) => this.#waiting.push({ record, written }));
    if (isUrgent || this.#waitingBytes >= MOST_GROUP_BYTES) this.#urgent.abort();
    this.#startWriting();
    return durable;
  }

  #startWriting(): void {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      // Appended between the last look and now.
      if (this.#waiting.length > 0 && !this.#isClosed) this.#startWriting();
    });
  }

  async #write(): Promise<void> {
    await this.#options.wait(this.#limits.lingerMillis, this.#urgent.signal);
    while (this.#waiting.length > 0) {
      this.#urgent = new AbortController();
      const group = this.#nextGroup();
      if (group.length > 0 && !(await this.#writeGroup(group))) {
        // Whoever closes a spool that cannot be written has waited as long as it would.
        if (this.#isClosed) return;
        this.#dropWaitingLogs();
        await this.#options.wait(RETRY_MILLIS, this.#urgent.signal);
      }
    }
  }

  /** What the plane has already needs no place on the disk. */
  #nextGroup(): SpoolRecord[] {
    this.#forgetAcknowledged();
    const group: SpoolRecord[] = [];
    let bytes = 0;
    for (const { record } of this.#waiting) {
      bytes += sizeOf(record.payload);
      if (group.length > 0 && bytes > MOST_GROUP_BYTES) break;
      group.push(record);
    }
    return group;
  }

  async #writeGroup(group: readonly SpoolRecord[]): Promise<boolean> {
    const problem = await this.#tryToWrite(group);
    if (problem === undefined) {
      const last = group.at(-1)!;
      this.#durableSeq = last.seq + last.span - 1;
      this.#settle(this.#waiting.splice(0, group.length));
      if (this.#isTroubled) this.#options.onTrouble(undefined);
      this.#isTroubled = false;
      return true;
    }
    if (!this.#isTroubled) this.#options.onTrouble(problem);
    this.#isTroubled = true;
    return false;
  }

  /** Answers in words what kept it from being written. */
  async #tryToWrite(group: readonly SpoolRecord[]): Promise<string | undefined> {
    try {
      await this.#open();
      if (!(await this.#makeWay(bytesOf(group)))) {
        return `it holds as much as it may (${this.#limits.quotaBytes} bytes), and the server takes nothing`;
      }
      await this.#segments.store(group);
      return undefined;
    } catch (error) {
      if (errorCode(error) === "ENOSPC")
        await this.#options.disk.remove(join(this.#folder, RESERVE)).catch(() => undefined);
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #open(): Promise<void> {
    if (this.#isOpened) return;
    const { disk, root } = this.#options;
    if (!(await disk.list(root)).includes(this.id)) await this.#makeFolder();
    this.#isOpened = true;
  }

  /** Under its name only once it is locked: whoever finds a spool without a holder may take it. */
  async #makeFolder(): Promise<void> {
    const { disk, processes, note, root } = this.#options;
    await makeWhole(disk, this.#folder, processes, async (draft) => {
      await takeLock(disk, draft, processes);
      await writeNote(disk, draft, note);
      await writeWhole(disk, join(draft, RESERVE), Buffer.alloc(RESERVE_BYTES));
    });
    await disk.syncFolder(root);
  }

  /** Below nine tenths anything may be written; above it logs make way for states. */
  async #makeWay(bytes: number): Promise<boolean> {
    const { quotaBytes } = this.#limits;
    while (this.#segments.bytes + bytes > quotaBytes * LOGS_QUOTA) {
      if (!(await this.#segments.dropOldestLogs(this.#options.describeLoss))) break;
    }
    return this.#segments.bytes + bytes <= quotaBytes;
  }

  #isFullForLogs(): boolean {
    const { quotaBytes, memoryBytes } = this.#limits;
    if (this.#isTroubled) return this.#waitingBytes > memoryBytes / 2;
    const isOver = this.#segments.bytes + this.#waitingBytes > quotaBytes * LOGS_QUOTA;
    return isOver && !this.#segments.files.some(({ hasLogs }) => hasLogs);
  }

  #leaveOut(record: SpoolRecord): void {
    this.#leftOut ??= { seq: record.seq, span: 0, some: [] };
    this.#leftOut.span += record.span;
    if (this.#leftOut.some.length < MOST_DESCRIBED) this.#leftOut.some.push(record);
  }

  /** The log lines that were left out, as one record in their place. */
  #closeGap(): void {
    if (this.#leftOut === undefined) return;
    const { seq, span, some } = this.#leftOut;
    this.#leftOut = undefined;
    const payload = this.#options.describeLoss(span, some);
    void this.#take({ type: RecordType.MISSING, seq, span, payload }, false);
  }

  /** The disk takes nothing, and memory has its bound: the log lines go. */
  #dropWaitingLogs(): void {
    if (this.#waitingBytes <= this.#limits.memoryBytes) return;
    const writtenOf = new Map(this.#waiting.map(({ record, written }) => [record.seq, written]));
    const kept = withoutLogs(
      this.#waiting.map(({ record }) => record),
      this.#options.describeLoss,
    );
    for (const { record, written } of this.#waiting) if (record.type === RecordType.LOG) written();
    this.#waiting = kept.map((record) => ({ record, written: writtenOf.get(record.seq)! }));
    this.#waitingBytes = bytesOf(kept);
    const first = kept[0]?.seq ?? Infinity;
    this.#recent = [...this.#recent.filter(({ seq }) => seq < first), ...kept];
    this.#recentBytes = bytesOf(this.#recent);
  }

  #readRecent(seq: number, limits: ReadLimits): readonly SpoolRecord[] {
    const found: SpoolRecord[] = [];
    let bytes = 0;
    for (const record of this.#recent) {
      if (record.seq <= seq) continue;
      found.push(record);
      bytes += sizeOf(record.payload);
      if (found.length >= limits.records || bytes >= limits.bytes) break;
    }
    return found;
  }

  #settle(done: readonly Waiting[]): void {
    this.#waitingBytes -= bytesOf(done.map(({ record }) => record));
    for (const { written } of done) written();
    this.#makeRoom();
  }

  #forgetAcknowledged(): void {
    let count = 0;
    while (count < this.#waiting.length && this.#waiting[count]!.record.seq <= this.#acknowledged) count += 1;
    if (count > 0) this.#settle(this.#waiting.splice(0, count));
  }

  /** The front of `recent` stands on the disk: memory is bounded, however far behind the plane is. */
  #makeRoom(): void {
    let gone = 0;
    let bytes = this.#recentBytes;
    while (bytes > this.#limits.memoryBytes && this.#recent[gone]!.seq <= this.#durableSeq) {
      bytes -= sizeOf(this.#recent[gone]!.payload);
      gone += 1;
    }
    this.#forgetRecent(gone);
    if (this.#waitingBytes < this.#limits.memoryBytes) for (const resolve of this.#onRoom.splice(0)) resolve();
  }

  #forgetRecent(count: number): void {
    if (count === 0) return;
    this.#recentBytes -= bytesOf(this.#recent.slice(0, count));
    this.#recent = this.#recent.slice(count);
  }
}
