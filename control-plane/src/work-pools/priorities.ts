interface Ordered {
  readonly id: string;
  readonly priority: number;
}

/** The first priority that no queue has. */
export function firstGap(queues: readonly Ordered[]): number {
  const taken = new Set(queues.map((queue) => queue.priority));
  let priority = 1;
  while (taken.has(priority)) priority += 1;
  return priority;
}

/**
 * What has to change for a queue to have a priority: its own, and those of the queues that it pushes back, each by no more
 * than it must. The order of the others stays, and so do gaps.
 *
 * @param queues of the pool, by priority; the queue may be among them
 */
export function makeRoom(queues: readonly Ordered[], id: string, priority: number): Map<string, number> {
  const changes = new Map([[id, priority]]);
  let last = priority;
  for (const queue of queues) {
    if (queue.id === id || queue.priority < priority) continue;
    if (queue.priority > last) break;
    last += 1;
    changes.set(queue.id, last);
  }
  return changes;
}
