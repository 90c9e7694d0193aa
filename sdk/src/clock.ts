import { formatMicros, type Micros } from "./contract/index.js";

/** A jump of the wall clock beyond this (a correction, a sleeping laptop) is followed at once. */
const TOLERATED_DRIFT_MICROS = 20_000;

let offset = wallMicros() - monotonicMicros();
let last: Micros = 0;

/**
 * Microseconds since the epoch, never the same twice in one process: the plane orders the states of a run by them, and a
 * task can pass through three states within one millisecond.
 */
export function nowMicros(): Micros {
  const wall = wallMicros();
  let now = monotonicMicros() + offset;
  if (Math.abs(now - wall) > TOLERATED_DRIFT_MICROS) {
    offset += wall - now;
    now = wall;
  }
  last = Math.max(last + 1, now);
  return last;
}

export function nowTimestamp(): string {
  return formatMicros(nowMicros());
}

function wallMicros(): Micros {
  return Date.now() * 1000;
}

function monotonicMicros(): Micros {
  return Math.floor(performance.now() * 1000);
}
