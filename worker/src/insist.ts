import { backoffSeconds, DEFAULT_RETRY_POLICY, isOutage } from "kedge/client";
import type { Clock } from "./clock.js";

export interface InsistOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends the patience: the error of the last try is thrown. */
  readonly signal: AbortSignal;
}

/** Repeats a call through an outage of the plane for as long as it takes; any other error is thrown at once. */
export async function insist<T>(call: () => Promise<T>, { clock, random, signal }: InsistOptions): Promise<T> {
  for (let repeat = 0; ; repeat++) {
    try {
      return await call();
    } catch (error) {
      if (!isOutage(error) || signal.aborted) throw error;
      await clock.wait(1000 * backoffSeconds(repeat, undefined, DEFAULT_RETRY_POLICY, random), signal);
      if (signal.aborted) throw error;
    }
  }
}
