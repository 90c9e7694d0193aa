import { crc32 } from "node:zlib";
import { decodeRecord, findRecord, type SpoolRecord } from "./record.js";

/**
 * The head of a segment, 64 bytes: magic, version u16, reserved u16, spool id, base seq u64, created (ms) u64, key id (zeros:
 * in clear), crc32 of all that.
 */
const MAGIC = Buffer.from("KEDGESPL");
const VERSION = 1;
export const SEGMENT_HEAD_BYTES = 64;

export interface SegmentHead {
  readonly spoolId: Buffer;
  /** The first seq that is looked for in it. */
  readonly baseSeq: number;
  readonly createdMillis: number;
}

export function encodeHead({ spoolId, baseSeq, createdMillis }: SegmentHead): Buffer {
  const head = Buffer.alloc(SEGMENT_HEAD_BYTES);
  MAGIC.copy(head);
  head.writeUInt16LE(VERSION, 8);
  spoolId.copy(head, 12);
  head.writeBigUInt64LE(BigInt(baseSeq), 28);
  head.writeBigUInt64LE(BigInt(createdMillis), 36);
  head.writeUInt32LE(crc32(head.subarray(0, 60)), 60);
  return head;
}

function isHeadOf(spoolId: Buffer, bytes: Buffer): boolean {
  return (
    bytes.length >= SEGMENT_HEAD_BYTES &&
    bytes.subarray(0, 8).equals(MAGIC) &&
    bytes.readUInt16LE(8) === VERSION &&
    bytes.readUInt32LE(60) === crc32(bytes.subarray(0, 60)) &&
    bytes.subarray(12, 28).equals(spoolId)
  );
}

export interface ReadSegment {
  readonly records: readonly SpoolRecord[];
  /** Whether bytes in it are neither head nor record. At its end that is a torn write, if nobody misses a record. */
  readonly isDamaged: boolean;
}

/** Everything in a segment that is whole, however damaged the rest of it is. */
export function readSegment(spoolId: Buffer, bytes: Buffer): ReadSegment {
  const records: SpoolRecord[] = [];
  const hasHead = isHeadOf(spoolId, bytes);
  let isDamaged = !hasHead;
  let at: number | undefined = hasHead ? SEGMENT_HEAD_BYTES : 0;
  while (at < bytes.length) {
    const decoded = decodeRecord(spoolId, bytes, at);
    if (decoded !== undefined) {
      records.push(decoded.record);
      at = decoded.end;
      continue;
    }
    isDamaged = true;
    at = findRecord(spoolId, bytes, at + 1);
    if (at === undefined) break;
  }
  return { records, isDamaged };
}

export function segmentName(ordinal: number): string {
  return `${String(ordinal).padStart(8, "0")}.spool`;
}

export function ordinalOf(name: string): number | undefined {
  const match = /^(\d{8})\.spool$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}
