/**
 * UUIDv7 (RFC 9562): time-ordered ids for runs, states, logs and events, so that an index appends at its right edge and a
 * partition can be chosen from the id alone.
 */
let lastMillis = 0;
let sequence = 0;

/** A new id; ids made by one process in one millisecond are in order as well. */
export function uuidv7(nowMillis: number = Date.now(), random: () => Uint8Array = eightRandomBytes): string {
  if (nowMillis > lastMillis) {
    lastMillis = nowMillis;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    // More than 4096 ids in this millisecond (or the clock went back): borrow from the next one rather than break the order.
    lastMillis += 1;
    sequence = 0;
  }
  return layOut(lastMillis, sequence, random());
}

/** The smallest id of a millisecond: the bound of a range of ids by time. */
export function firstIdOf(millis: number): string {
  return layOut(millis, 0, new Uint8Array(8));
}

/** The time inside an id, or null when it is not a version 7 id. */
export function millisOfId(id: string): number | null {
  return id[14] === "7" ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null;
}

/** Two digits for each byte: ids are made by the ten thousand a second, and formatting each byte anew is most of their cost. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function layOut(millis: number, counter: number, random: Uint8Array): string {
  const time = millis.toString(16).padStart(12, "0");
  const high = (0x7000 | counter).toString(16);
  const hex = (i: number) => HEX[random[i]!]!;
  const variant = HEX[0x80 | (random[0]! & 0x3f)]!;
  const tail = hex(2) + hex(3) + hex(4) + hex(5) + hex(6) + hex(7);
  return `${time.slice(0, 8)}-${time.slice(8)}-${high}-${variant}${hex(1)}-${tail}`;
}

// One call to the system's generator costs about as much as 50 ids, so random bytes are drawn 4 KiB at a time.
const pool = new Uint8Array(4096);
let drawn = pool.length;

function eightRandomBytes(): Uint8Array {
  if (drawn + 8 > pool.length) {
    crypto.getRandomValues(pool);
    drawn = 0;
  }
  drawn += 8;
  return pool.subarray(drawn - 8, drawn);
}
