import { sizeOf, type SpoolRecord } from "./record.js";
import type { ReadLimits } from "./segment-reader.js";
import { bytesOf } from "./segments.js";

/** The newest records of a spool, in order, for a sender that follows closely; older ones stand on the disk only. */
export class RecentRecords {
  #records: SpoolRecord[] = [];
  #bytes = 0;

  get firstSeq(): number | undefined {
    return this.#records[0]?.seq;
  }

  add(record: SpoolRecord): void {
    this.#records.push(record);
    this.#bytes += sizeOf(record.payload);
  }

  after(seq: number, limits: ReadLimits): readonly SpoolRecord[] {
    const found: SpoolRecord[] = [];
    let bytes = 0;
    for (const record of this.#records) {
      if (record.seq <= seq) continue;
      found.push(record);
      bytes += sizeOf(record.payload);
      if (found.length >= limits.records || bytes >= limits.bytes) break;
    }
    return found;
  }

  forgetUpTo(seq: number): void {
    let count = 0;
    while (count < this.#records.length && this.#records[count]!.seq <= seq) count += 1;
    this.#forget(count);
  }

  /** Forgets the oldest until `most` bytes are left, as far as they stand on the disk. */
  shrinkTo(most: number, durableSeq: number): void {
    let count = 0;
    let bytes = this.#bytes;
    while (bytes > most && this.#records[count]!.seq <= durableSeq) {
      bytes -= sizeOf(this.#records[count]!.payload);
      count += 1;
    }
    this.#forget(count);
  }

  /** From the first seq of `records` on these are what is known. */
  replaceBy(records: readonly SpoolRecord[]): void {
    const first = records[0]?.seq ?? Infinity;
    this.#records = [...this.#records.filter(({ seq }) => seq < first), ...records];
    this.#bytes = bytesOf(this.#records);
  }

  #forget(count: number): void {
    if (count === 0) return;
    this.#bytes -= bytesOf(this.#records.slice(0, count));
    this.#records = this.#records.slice(count);
  }
}
