/**
 * Clients cannot choose a state's timestamp, so what a run's times come to is told in terms of its own states: "start_time is the timestamp
 * of state 1", "total_run_time is the time from state 1 to state 2 and from state 3 to state 4". That is the same on every server.
 */

export interface StateRow {
  type: string;
  name: string;
  /** Epoch microseconds. */
  at: number;
  /** Epoch microseconds of `state_details.scheduled_time`, if any. */
  scheduledAt: number | null;
}

/** Durations travel as floating-point seconds; two of them added differ in the last digit. */
const TOLERANCE_US = 2;

const close = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE_US;

/** Microseconds since the epoch: `Date` alone would drop the last three digits, in which quick states differ. */
export function microseconds(instant: string): number {
  const fraction = /\.(\d{1,6})/.exec(instant)?.[1] ?? "";
  const wholeSeconds = Date.parse(instant.replace(/\.\d+/, ""));
  return wholeSeconds * 1000 + Number(fraction.padEnd(6, "0"));
}

/**
 * @returns null for null, else which state's scheduled time or timestamp this instant is: the scheduled time where both are
 * one, since a state that is due at once may be due at the very instant it is entered
 */
export function instantInTerms(instant: string | null, states: readonly StateRow[]): string | null {
  if (instant === null) return null;
  const at = microseconds(instant);
  const scheduled = states.findIndex((state) => state.scheduledAt !== null && close(state.scheduledAt, at));
  if (scheduled >= 0) return `scheduled time of state ${scheduled}`;
  const stamped = states.findIndex((state) => close(state.at, at));
  return stamped >= 0 ? `state ${stamped}` : "of no state";
}

/**
 * The intervals between neighbouring states that add up to this duration: those that begin with running, where they do, else the first choice
 * of intervals that fits. Without that preference two intervals of the same length, which a quick server with a coarse clock makes, could be
 * taken for each other.
 */
export function durationInTerms(seconds: number, states: readonly StateRow[]): string[] | "of no intervals" {
  const intervals = states.slice(1).map((state, index) => state.at - (states[index]?.at ?? 0));
  const running = intervals.map((_, index) => index).filter((index) => states[index]?.type === "RUNNING");
  for (const parts of [running, ...choices(intervals.length)]) {
    const sum = parts.reduce((total, index) => total + (intervals[index] ?? 0), 0);
    if (close(sum, seconds * 1_000_000)) return parts.map((index) => `${index} to ${index + 1}`);
  }
  return "of no intervals";
}

/** Every choice out of the first `count` numbers. Lives have few states. */
function choices(count: number): number[][] {
  const all = Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: 2 ** count }, (_, choice) => all.filter((index) => (choice & (1 << index)) !== 0));
}
