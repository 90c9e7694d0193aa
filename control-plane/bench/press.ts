import type { LoadResult } from "./load.js";

/** A closed loop answers late when the server is slow, so it stops by time alone; this many operations are enough for any statistic. */
const MOST_OPERATIONS = 1_000_000;

function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return Math.round(value * 10) / 10;
}

export function latencyOf(milliseconds: readonly number[]): { p50: number; p99: number } {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}

export function result(operations: number, startedAt: number, latency: LoadResult["latency"]): LoadResult {
  const seconds = (performance.now() - startedAt) / 1000;
  return { operations, seconds, perSecond: operations / seconds, latency };
}

/**
 * `clients` loops that each do one operation after the other until the time is over. What was begun is finished and counted.
 *
 * @param operation does one, and returns how many it counts for (log lines in a batch); default 1
 */
export async function press(
  { clients, seconds }: { clients: number; seconds: number },
  operation: (client: number) => Promise<number | void>,
): Promise<LoadResult> {
  const latencies: number[] = [];
  let operations = 0;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;

  async function loop(client: number): Promise<void> {
    while (performance.now() < until && operations < MOST_OPERATIONS) {
      const begun = performance.now();
      const done = (await operation(client)) ?? 1;
      operations += done;
      latencies.push(performance.now() - begun);
    }
  }

  await Promise.all(Array.from({ length: clients }, (_, client) => loop(client)));
  return result(operations, startedAt, latencyOf(latencies));
}
