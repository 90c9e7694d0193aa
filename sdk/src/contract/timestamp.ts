/**
 * Instants with microseconds. JavaScript's Date stops at milliseconds, and the protocol orders the states of one run by
 * single microseconds, so instants travel as canonical strings and are computed with as whole microseconds since the
 * epoch (safe integers until the year 2255; beyond, a few microseconds are lost).
 */
export type Micros = number;

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const ISO =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?$/;

/** What Postgres and Python's datetime have in common: the years 1 to 9999. */
const FIRST_MILLIS = Date.parse("0001-01-01T00:00:00.000Z");
const LAST_MILLIS = Date.parse("9999-12-31T23:59:59.999Z");

/** The canonical form of an ISO 8601 text, or null when it is not one. */
export function canonicalTimestamp(text: string): string | null {
  const instant = parseInstant(text);
  return instant === null ? null : format(instant);
}

/** Microseconds since the epoch, or null when `text` is not an ISO 8601 instant. */
export function parseMicros(text: string): Micros | null {
  const instant = parseInstant(text);
  return instant === null ? null : instant.millis * 1000 + instant.micros;
}

/** For texts this code wrote itself; anything else is a programming error. */
export function microsOf(timestamp: string): Micros {
  // Twice as fast as taking the text apart; every run of a list needs up to four of these.
  if (CANONICAL.test(timestamp)) {
    return Date.parse(`${timestamp.slice(0, 23)}Z`) * 1000 + Number(timestamp.slice(23, 26));
  }
  const micros = parseMicros(timestamp);
  if (micros === null) throw new RangeError(`not a timestamp: ${timestamp}`);
  return micros;
}

export function formatMicros(micros: Micros): string {
  const millis = Math.floor(micros / 1000);
  return format({ millis, micros: micros - millis * 1000 });
}

/** Whole milliseconds since the epoch and the microseconds beyond them: exact in every year. */
interface Instant {
  readonly millis: number;
  readonly micros: number;
}

function format({ millis, micros }: Instant): string {
  return `${new Date(millis).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
}

function parseInstant(text: string): Instant | null {
  const match = ISO.exec(text.trim());
  if (!match) return null;
  const [, date, time = "00:00", second = "00", fraction = "", offset = "Z"] = match;
  const wholeSeconds = `${date}T${time}:${second}`;
  const local = Date.parse(`${wholeSeconds}.000Z`);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(wholeSeconds)) return null;
  const digits = fraction.padEnd(6, "0");
  const millis = local - offsetMillis(offset) + Number(digits.slice(0, 3));
  if (millis < FIRST_MILLIS || millis > LAST_MILLIS) return null;
  return { millis, micros: Number(digits.slice(3, 6)) };
}

function offsetMillis(offset: string): number {
  if (offset === "Z" || offset === "z") return 0;
  const digits = offset.slice(1).replaceAll(":", "").padEnd(6, "0");
  const seconds = +digits.slice(0, 2) * 3600 + +digits.slice(2, 4) * 60 + +digits.slice(4, 6);
  return (offset.startsWith("-") ? -1 : 1) * seconds * 1000;
}
