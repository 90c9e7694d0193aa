import { join } from "node:path";
import type { Disk } from "../disk/disk.js";
import { RecordType, sizeOf, type SpoolRecord } from "./record.js";
import { readSegment } from "./segment.js";

export interface SegmentFile {
  readonly name: string;
  /** The highest seq that was written to it; 0 when there is none. */
  readonly lastSeq: number;
}

/** What one reading returns at most; always at least one record, if there is one. */
export interface ReadLimits {
  readonly records: number;
  readonly bytes: number;
}

/** Why records are missing that were written once. */
export type DescribeLoss = (count: number, dropped: readonly SpoolRecord[]) => Buffer;

/**
 * Reads segments in order. Records that should be there and are not become one MISSING record in their place: whoever
 * reads on learns that, and how many. Bytes that nobody misses (a torn write at the end, a record that was written again
 * elsewhere) are passed over.
 */
export class SegmentReader {
  /** Segments that had something to do with a loss: they are kept for people to look at. */
  readonly damaged = new Set<string>();
  /** Segments with bytes that are no records. Harmless as long as nobody misses one. */
  readonly #suspects = new Set<string>();
  /** Readers go through a segment in several steps. */
  #last: { readonly name: string; readonly records: readonly SpoolRecord[] } | undefined;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    private readonly spoolId: Buffer,
    private readonly describeLoss: DescribeLoss,
  ) {}

  async readAfter(seq: number, segments: readonly SegmentFile[], limits: ReadLimits): Promise<SpoolRecord[]> {
    const found: SpoolRecord[] = [];
    let bytes = 0;
    let expected = seq + 1;
    for (const segment of segments) {
      if (segment.lastSeq < expected) continue;
      for (const record of await this.recordsOf(segment.name)) {
        const end = record.seq + record.span - 1;
        if (end < expected) continue;
        if (record.seq > expected) {
          for (const name of this.#suspects) if (name <= segment.name) this.damaged.add(name);
          found.push(this.missing(expected, record.seq - expected));
        }
        found.push(record.seq < expected ? { ...record, seq: expected, span: end - expected + 1 } : record);
        expected = end + 1;
        bytes += sizeOf(record.payload);
        if (found.length >= limits.records || bytes >= limits.bytes) return found;
      }
    }
    return found;
  }

  missing(seq: number, span: number): SpoolRecord {
    return { type: RecordType.MISSING, seq, span, payload: this.describeLoss(span, []) };
  }

  async recordsOf(name: string): Promise<readonly SpoolRecord[]> {
    if (this.#last?.name !== name) {
      const bytes = await this.disk.read(join(this.folder, name));
      const { records, isDamaged } = readSegment(this.spoolId, bytes ?? Buffer.alloc(0));
      if (isDamaged && bytes !== undefined) this.#suspects.add(name);
      this.#last = { name, records };
    }
    return this.#last.records;
  }

  forget(name: string): void {
    if (this.#last?.name === name) this.#last = undefined;
  }
}
