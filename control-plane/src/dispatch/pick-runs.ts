import type { Candidate } from "../db/queries/select-claim-candidates.js";

/**
 * Walks the candidates in their order and takes each that still fits under the pool's limit, its queue's and its
 * deployment's. One that doesn't fit is passed over, so it never holds up those behind it.
 */
export function pickRuns<C extends Candidate>(candidates: readonly C[], slots: number): C[] {
  const taken = { queue: new Counter(), limit: new Counter() };
  const picked: C[] = [];
  for (const candidate of candidates) {
    const { work_queue_id: queue, concurrency_limit_id: limit } = candidate;
    if (picked.length >= Math.min(slots, candidate.pool_room ?? Infinity)) break;
    if (taken.queue.of(queue) >= (candidate.queue_room ?? Infinity)) continue;
    if (limit !== null && taken.limit.of(limit) >= (candidate.limit_room ?? Infinity)) continue;
    picked.push(candidate);
    taken.queue.add(queue);
    if (limit !== null) taken.limit.add(limit);
  }
  return picked;
}

class Counter {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: string): void {
    this.#counts.set(key, this.of(key) + 1);
  }
}
