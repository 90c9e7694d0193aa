import { setTimeout as timer } from "node:timers/promises";
import type { Micros } from "kedge/contract";

/** Time as a dependency, so that tests own it. */
export interface Clock {
  /** Milliseconds that only ever grow; leases are judged by these, because a wall clock may jump past a lease's end. */
  monotonic(): number;
  /** Microseconds since the epoch, for what people read. */
  now(): Micros;
  /** Resolves after `ms`, or as soon as `signal` aborts; never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  now: () => Date.now() * 1000,
  wait: (ms, signal) => timer(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {}),
};
