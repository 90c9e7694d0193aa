import type { Micros } from "kedge/contract";

/** Time as a dependency, so that a simulation can own it. */
export interface Clock {
  /** Microseconds since the epoch. */
  now(): Micros;
}

/** The wall clock, made strictly increasing: two states proposed in one microsecond still have an order. */
export function systemClock(): Clock {
  let last = 0;
  return {
    now() {
      last = Math.max(last + 1, Math.floor((performance.timeOrigin + performance.now()) * 1000));
      return last;
    },
  };
}
