import { vi } from "vitest";

/** A Prefect server stores task runs from events, in batches of up to five seconds: what a case expects of them it waits for. */
const LIMIT_MS = 30_000;

/** Repeats `check` until it no longer throws, and returns its value; throws its last error when that takes too long. */
export function eventually<T>(check: () => Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: LIMIT_MS, interval: 100 });
}
