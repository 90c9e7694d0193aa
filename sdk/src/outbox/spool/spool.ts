import { join } from "node:path";
import { KedgeError } from "../../errors.js";
import { errorCode } from "../disk/disk.js";
import { shortageOf, tryToWrite } from "../disk/probe-disk.js";
import type { Backlog } from "./backlog.js";
import { writeCursor } from "./cursor.js";
import { LeftOut } from "./left-out.js";
import { RecentRecords } from "./recent-records.js";
import { MOST_PAYLOAD_BYTES, RecordType, type SpoolRecord } from "./record.js";
import { type DescribeLoss, type ReadLimits, SegmentReader } from "./segment-reader.js";
import { bytesOf, Segments } from "./segments.js";
import { SpoolFolder, type SpoolFolderOptions } from "./spool-folder.js";
import { MOST_GROUP_BYTES, WaitingRecords } from "./waiting-records.js";

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

export interface SpoolOptions extends SpoolFolderOptions {
  readonly limits?: Partial<SpoolLimits>;
  /** Milliseconds of the wall clock, for the heads of files. */
  readonly now: () => number;
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** What stands in the place of `count` records that are lost; `dropped` are those that are still known. */
  readonly describeLoss: DescribeLoss;
  /** Told once when the disk stops taking records, and once (undefined) when it takes them again. */
  readonly onTrouble: (problem: string | undefined) => void;
}

const RETRY_MILLIS = 1000;
const LOGS_QUOTA = 0.9;

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
  readonly #folder: SpoolFolder;
  readonly #segments: Segments;
  readonly #reader: SegmentReader;
  readonly #recent = new RecentRecords();
  readonly #waiting = new WaitingRecords();
  readonly #leftOut = new LeftOut();
  #lastSeq = 0;
  #durableSeq = 0;
  #acknowledged = 0;
  /** Why the disk took nothing when it was last tried. */
  #trouble: string | undefined;
  #isShort = false;
  #isClosed = false;
  #writing: Promise<void> | undefined;
  #urgent = new AbortController();
  #onRoom: (() => void)[] = [];

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.id = options.id;
    this.#limits = { ...DEFAULT_SPOOL_LIMITS, ...options.limits };
    this.#folder = new SpoolFolder(options);
    const spoolId = Buffer.from(options.id.replaceAll("-", ""), "hex");
    const { disk, describeLoss, now } = options;
    this.#reader = new SegmentReader(disk, this.#folder.path, spoolId, describeLoss);
    this.#segments = new Segments({
      disk,
      folder: this.#folder.path,
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

  /**
   * Why whoever makes new work should make none: the disk is nearly full, or takes nothing. Undefined when all is well; then
   * a disk that failed before has been tried again.
   */
  async problem(): Promise<string | undefined> {
    const { disk, root, id, onTrouble } = this.#options;
    const shortage = await shortageOf(disk, root, this.#isShort);
    this.#isShort = shortage !== undefined;
    if (this.#isShort || this.#trouble === undefined) return shortage;
    // What waits is tried again all the time.
    if (!this.#waiting.isEmpty) return this.#trouble;
    const problem = await tryToWrite(disk, root, `${id}.probe`);
    if (problem === undefined && this.#trouble !== undefined) {
      this.#trouble = undefined;
      onTrouble(undefined);
    }
    return problem;
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
      this.#leftOut.add(record);
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
    if (this.#waiting.bytes < this.#limits.memoryBytes) return undefined;
    return new Promise((resolve) => this.#onRoom.push(resolve));
  }

  /** Resolves when everything appended so far is on the disk or with the plane. */
  async flush(): Promise<void> {
    this.#closeGap();
    this.#urgent.abort();
    if (this.#waiting.isEmpty) return this.#writing;
    await this.#waiting.all();
  }

  /** For an exit handler: hands everything to the system before it returns; a power cut may still lose it. */
  flushNow(): void {
    this.#closeGap();
    this.#segments.storeNow(this.#waiting.takeAll());
  }

  /** What is in memory, for who cannot wait for a file to be read. */
  recentAfter(seq: number): readonly SpoolRecord[] {
    this.#closeGap();
    return this.#recent.after(seq, { records: Infinity, bytes: Infinity });
  }

  async readAfter(seq: number, limits: ReadLimits): Promise<readonly SpoolRecord[]> {
    const first = this.#recent.firstSeq ?? this.#lastSeq + 1;
    if (seq + 1 >= first) return this.#recent.after(seq, limits);
    const stored = await this.#reader.readAfter(seq, this.#segments.files, limits);
    if (stored.length > 0) return stored;
    return [this.#reader.missing(seq + 1, first - seq - 1)];
  }

  async acknowledge(seq: number): Promise<void> {
    this.#acknowledged = Math.max(this.#acknowledged, seq);
    this.#recent.forgetUpTo(seq);
    this.#makeRoom();
    if (!this.#segments.hasDone(seq)) return;
    // First the cursor: a segment that is missing below it was delivered, and is not a loss.
    await writeCursor(this.#options.disk, this.#folder.path, seq);
    await this.#segments.releaseUpTo(seq);
  }

  /**
   * Writes what is left; removes the spool when the plane has all of it, else leaves it to be found. A record that is
   * appended afterwards begins its folder anew.
   */
  async close(): Promise<void> {
    this.#closeGap();
    if (!this.#waiting.isEmpty) this.#startWriting();
    this.#isClosed = true;
    this.#urgent.abort();
    await this.#writing;
    await this.#segments.close();
    this.#isClosed = false;
    if (!this.#folder.isOpen) return;
    const isDone = this.#acknowledged >= this.#lastSeq;
    if (isDone) await this.#segments.releaseUpTo(this.#lastSeq);
    await this.#folder.close({ isDone });
  }

  #take(record: SpoolRecord, isUrgent: boolean): Promise<void> {
    this.#recent.add(record);
    const durable = this.#waiting.add(record);
    if (isUrgent || this.#waiting.bytes >= MOST_GROUP_BYTES) this.#urgent.abort();
    this.#startWriting();
    return durable;
  }

  #startWriting(): void {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      // Appended between the last look and now.
      if (!this.#waiting.isEmpty && !this.#isClosed) this.#startWriting();
    });
  }

  async #write(): Promise<void> {
    await this.#options.wait(this.#limits.lingerMillis, this.#urgent.signal);
    while (!this.#waiting.isEmpty) {
      this.#urgent = new AbortController();
      this.#waiting.settleUpTo(this.#acknowledged);
      this.#makeRoom();
      const group = this.#waiting.group();
      if (group.length > 0 && !(await this.#writeGroup(group))) {
        // Whoever closes a spool that cannot be written has waited as long as it would.
        if (this.#isClosed) return;
        this.#dropWaitingLogs();
        await this.#options.wait(RETRY_MILLIS, this.#urgent.signal);
      }
    }
  }

  async #writeGroup(group: readonly SpoolRecord[]): Promise<boolean> {
    const problem = await this.#tryToWrite(group);
    if ((problem === undefined) !== (this.#trouble === undefined)) this.#options.onTrouble(problem);
    this.#trouble = problem;
    if (problem !== undefined) return false;
    const last = group.at(-1)!;
    this.#durableSeq = last.seq + last.span - 1;
    this.#waiting.settle(group.length);
    this.#makeRoom();
    return true;
  }

  /** Answers in words what kept it from being written. */
  async #tryToWrite(group: readonly SpoolRecord[]): Promise<string | undefined> {
    try {
      await this.#folder.open();
      if (!(await this.#makeWay(bytesOf(group)))) {
        return `it holds as much as it may (${this.#limits.quotaBytes} bytes), and the server takes nothing`;
      }
      await this.#segments.store(group);
      return undefined;
    } catch (error) {
      // Why it could not be written matters more than whether there was a reserve.
      if (errorCode(error) === "ENOSPC") await this.#folder.giveBackReserve().catch(() => undefined);
      return error instanceof Error ? error.message : String(error);
    }
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
    if (this.#trouble !== undefined) return this.#waiting.bytes > memoryBytes / 2;
    const isOver = this.#segments.bytes + this.#waiting.bytes > quotaBytes * LOGS_QUOTA;
    return isOver && !this.#segments.files.some(({ hasLogs }) => hasLogs);
  }

  #closeGap(): void {
    const gap = this.#leftOut.take(this.#options.describeLoss);
    if (gap !== undefined) void this.#take(gap, false);
  }

  /** The disk takes nothing, and memory has its bound: the log lines go. */
  #dropWaitingLogs(): void {
    if (this.#waiting.bytes <= this.#limits.memoryBytes) return;
    this.#recent.replaceBy(this.#waiting.dropLogs(this.#options.describeLoss));
  }

  /** What stands on the disk need not be in memory as well: that is bounded, however far behind the plane is. */
  #makeRoom(): void {
    this.#recent.shrinkTo(this.#limits.memoryBytes, this.#durableSeq);
    if (this.#waiting.bytes < this.#limits.memoryBytes) for (const resolve of this.#onRoom.splice(0)) resolve();
  }
}
