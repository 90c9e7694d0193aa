import { RecordType, sizeOf, type SpoolRecord } from "./record.js";
import type { DescribeLoss } from "./segment-reader.js";
import { bytesOf } from "./segments.js";
import { withoutLogs } from "./without-logs.js";

interface Waiting {
  readonly record: SpoolRecord;
  readonly settled: () => void;
}

/** Records written and synced together. */
export const MOST_GROUP_BYTES = 2 ** 20;

/** Records that are not on the disk yet, in their order, each with whoever waits for it. */
export class WaitingRecords {
  #waiting: Waiting[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Resolves when the record is on the disk, or need not be any more. */
  add(record: SpoolRecord): Promise<void> {
    this.#bytes += sizeOf(record.payload);
    return new Promise((settled) => this.#waiting.push({ record, settled }));
  }

  /** Resolves when all that wait now have been settled. */
  async all(): Promise<void> {
    const last = this.#waiting.at(-1);
    if (last === undefined) return;
    await new Promise<void>((resolve) => {
      this.#waiting[this.#waiting.length - 1] = { ...last, settled: () => (last.settled(), resolve()) };
    });
  }

  /** The first of them, as many as are written together. */
  group(): SpoolRecord[] {
    const group: SpoolRecord[] = [];
    let bytes = 0;
    for (const { record } of this.#waiting) {
      bytes += sizeOf(record.payload);
      if (group.length > 0 && bytes > MOST_GROUP_BYTES) break;
      group.push(record);
    }
    return group;
  }

  settle(count: number): void {
    const done = this.#waiting.splice(0, count);
    this.#bytes -= bytesOf(done.map(({ record }) => record));
    for (const { settled } of done) settled();
  }

  /** What the plane has already needs no place on the disk. */
  settleUpTo(seq: number): void {
    let count = 0;
    while (count < this.#waiting.length && this.#waiting[count]!.record.seq <= seq) count += 1;
    this.settle(count);
  }

  /** Gives them all away; nobody is told. */
  takeAll(): readonly SpoolRecord[] {
    const taken = this.#waiting.map(({ record }) => record);
    this.#waiting = [];
    this.#bytes = 0;
    return taken;
  }

  /** Leaves the log lines out; answers what is left in their stead. */
  dropLogs(describeLoss: DescribeLoss): readonly SpoolRecord[] {
    const settledOf = new Map(this.#waiting.map(({ record, settled }) => [record.seq, settled]));
    const kept = withoutLogs(
      this.#waiting.map(({ record }) => record),
      describeLoss,
    );
    for (const { record, settled } of this.#waiting) if (record.type === RecordType.LOG) settled();
    this.#waiting = kept.map((record) => ({ record, settled: settledOf.get(record.seq)! }));
    this.#bytes = bytesOf(kept);
    return kept;
  }
}
