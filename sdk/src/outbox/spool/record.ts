import { crc32 } from "node:zlib";

/** What a record holds decides how durable it is, and whether it may be left out when room runs out. */
export const RecordType = { STATE: 1, LOG: 2, MISSING: 3 } as const;
export type RecordType = (typeof RecordType)[keyof typeof RecordType];

export interface SpoolRecord {
  readonly type: RecordType;
  /** From 1, without gaps; a MISSING record stands for `span` of them. */
  readonly seq: number;
  readonly span: number;
  readonly payload: Buffer;
}

/**
 * length u32 (of what follows the checksum) | crc32 u32 (of all but itself) | type u8 | seq u64 | span u32 | spool id | payload
 *
 * The spool's id stands in every record so that what an older file left on the disk can never pass for a new record.
 */
const HEAD_BYTES = 4 + 4 + 1 + 8 + 4 + 16;
const SPOOL_ID_AT = HEAD_BYTES - 16;

/** A record is never split over two segments. */
export const MOST_PAYLOAD_BYTES = 4 * 2 ** 20;

export function sizeOf(payload: Buffer): number {
  return HEAD_BYTES + payload.length;
}

export function encodeRecord(spoolId: Buffer, { type, seq, span, payload }: SpoolRecord): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + payload.length);
  bytes.writeUInt32LE(bytes.length - 8, 0);
  bytes.writeUInt8(type, 8);
  bytes.writeBigUInt64LE(BigInt(seq), 9);
  bytes.writeUInt32LE(span, 17);
  spoolId.copy(bytes, SPOOL_ID_AT);
  payload.copy(bytes, HEAD_BYTES);
  bytes.writeUInt32LE(checksum(bytes, 0, bytes.length), 4);
  return bytes;
}

export interface Decoded {
  readonly record: SpoolRecord;
  /** Where the next record begins. */
  readonly end: number;
}

/** The record that begins at `at`, or undefined when none of this spool does, whole and unharmed. */
export function decodeRecord(spoolId: Buffer, bytes: Buffer, at: number): Decoded | undefined {
  if (at < 0 || at + HEAD_BYTES > bytes.length) return undefined;
  const end = at + 8 + bytes.readUInt32LE(at);
  if (end > bytes.length || end < at + HEAD_BYTES) return undefined;
  if (spoolId.compare(bytes, at + SPOOL_ID_AT, at + HEAD_BYTES) !== 0) return undefined;
  if (bytes.readUInt32LE(at + 4) !== checksum(bytes, at, end)) return undefined;
  const record = {
    type: bytes.readUInt8(at + 8) as RecordType,
    seq: Number(bytes.readBigUInt64LE(at + 9)),
    span: bytes.readUInt32LE(at + 17),
    payload: bytes.subarray(at + HEAD_BYTES, end),
  };
  return { record, end };
}

/** The next whole record behind a damaged place: known by the spool's id in it, and by its checksum. */
export function findRecord(spoolId: Buffer, bytes: Buffer, from: number): number | undefined {
  for (let id = bytes.indexOf(spoolId, from); id !== -1; id = bytes.indexOf(spoolId, id + 1)) {
    const at = id - SPOOL_ID_AT;
    if (at >= from && decodeRecord(spoolId, bytes, at) !== undefined) return at;
  }
  return undefined;
}

function checksum(bytes: Buffer, from: number, end: number): number {
  return crc32(bytes.subarray(from + 8, end), crc32(bytes.subarray(from, from + 4)));
}
