/**
 * Instants with microseconds. JavaScript's Date stops at milliseconds, and the protocol orders the states of one run by
 * single microseconds, so instants travel as canonical strings and are computed with as whole microseconds since the
 * epoch (safe integers until the year 2255).
 */
export type Micros = number;

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?$/;

/** The canonical form of an ISO 8601 text, or null when it is not one. */
export function canonicalTimestamp(text: string): string | null {
  if (CANONICAL.test(text) && isRealInstant(text)) return text;
  const micros = parseMicros(text);
  return micros === null ? null : formatMicros(micros);
}

/** Microseconds since the epoch, or null when `text` is not an ISO 8601 instant. */
export function parseMicros(text: string): Micros | null {
  const match = ISO.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", offset = "Z"] = match;
  const wholeSeconds = Date.UTC(+year!, +month! - 1, +day!, +hour, +minute, +second);
  const calendar = new Date(wholeSeconds);
  const isReal =
    calendar.getUTCMonth() === +month! - 1 &&
    calendar.getUTCDate() === +day! &&
    +hour < 24 &&
    +minute < 60 &&
    +second < 60;
  if (!isReal) return null;
  return wholeSeconds * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0")) - offsetMicros(offset);
}

/** For texts this code wrote itself; anything else is a programming error. */
export function microsOf(timestamp: string): Micros {
  // Twice as fast as taking the text apart; every run of a list needs up to four of these.
  if (CANONICAL.test(timestamp))
    return Date.parse(`${timestamp.slice(0, 23)}Z`) * 1000 + Number(timestamp.slice(23, 26));
  const micros = parseMicros(timestamp);
  if (micros === null) throw new RangeError(`not a timestamp: ${timestamp}`);
  return micros;
}

export function formatMicros(micros: Micros): string {
  const milliseconds = Math.floor(micros / 1000);
  const remainder = micros - milliseconds * 1000;
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(remainder).padStart(3, "0")}Z`;
}

function isRealInstant(canonical: string): boolean {
  return !Number.isNaN(Date.parse(canonical));
}

function offsetMicros(offset: string): number {
  if (offset === "Z" || offset === "z") return 0;
  const digits = offset.slice(1).replaceAll(":", "").padEnd(6, "0");
  const seconds = +digits.slice(0, 2) * 3600 + +digits.slice(2, 4) * 60 + +digits.slice(4, 6);
  return (offset.startsWith("-") ? -1 : 1) * seconds * 1_000_000;
}
