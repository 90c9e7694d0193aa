/** What a claim looks at, in plain JavaScript. Instants are numbers on one clock, the database's. */
export interface ClaimView {
  readonly now: number;
  readonly pool: { readonly id: string; readonly isPaused: boolean; readonly limit: number | null };
  readonly queues: readonly {
    readonly id: string;
    readonly name: string;
    /** The lower, the earlier. */
    readonly priority: number;
    readonly isPaused: boolean;
    readonly limit: number | null;
  }[];
  readonly limits: readonly { readonly id: string; readonly slots: number; readonly isActive: boolean }[];
  readonly due: readonly {
    readonly runId: string;
    readonly queueId: string;
    readonly due: number;
    readonly limitId: string | null;
  }[];
  readonly leases: readonly {
    readonly poolId: string | null;
    readonly queueId: string | null;
    readonly limitId: string | null;
    /** When it lapses: by its session's end, or by its own. */
    readonly expiresAt: number;
  }[];
  readonly slotLeases: readonly { readonly limitId: string; readonly slots: number; readonly expiresAt: number }[];
}

export interface ClaimAsk {
  readonly slots: number;
  /** null: all queues of the pool. */
  readonly queueNames: readonly string[] | null;
}

/**
 * The runs that a claim takes, in order: due runs of the pool's unpaused queues by priority, then time, then id, each taken
 * if pool, queue and limit have room left for it, counted from what is live. A run without room never blocks those behind it.
 */
export function claimable(view: ClaimView, ask: ClaimAsk): string[] {
  if (view.pool.isPaused) return [];
  const queues = new Map(
    view.queues
      .filter(({ name, isPaused }) => !isPaused && (ask.queueNames?.includes(name) ?? true))
      .map((queue) => [queue.id, queue]),
  );
  const room = new Rooms(view);
  const inOrder = view.due
    .filter(({ queueId, due }) => queues.has(queueId) && due <= view.now)
    .sort(
      (a, b) =>
        queues.get(a.queueId)!.priority - queues.get(b.queueId)!.priority ||
        a.due - b.due ||
        (a.runId < b.runId ? -1 : 1),
    );
  const taken: string[] = [];
  for (const run of inOrder) {
    if (taken.length >= ask.slots) break;
    if (room.take(["pool", `queue ${run.queueId}`, `limit ${run.limitId}`])) taken.push(run.runId);
  }
  return taken;
}

/** How many slots are left where there is a bound; a bound that isn't known here does not bind. */
class Rooms {
  readonly #left = new Map<string, number>();

  constructor({ now, pool, queues, limits, leases, slotLeases }: ClaimView) {
    const live = leases.filter(({ expiresAt }) => expiresAt > now);
    const used = (holds: (lease: (typeof live)[number]) => boolean) => live.filter(holds).length;
    if (pool.limit !== null) this.#left.set("pool", pool.limit - used((lease) => lease.poolId === pool.id));
    for (const { id, limit } of queues) {
      if (limit !== null) this.#left.set(`queue ${id}`, limit - used((lease) => lease.queueId === id));
    }
    for (const { id, slots, isActive } of limits) {
      if (!isActive) continue;
      const others = slotLeases.filter(({ limitId, expiresAt }) => limitId === id && expiresAt > now);
      const held = others.reduce(
        (sum, lease) => sum + lease.slots,
        used((lease) => lease.limitId === id),
      );
      this.#left.set(`limit ${id}`, slots - held);
    }
  }

  /** All of them or none. */
  take(bounds: readonly string[]): boolean {
    const bounded = bounds.filter((bound) => this.#left.has(bound));
    if (bounded.some((bound) => this.#left.get(bound)! <= 0)) return false;
    for (const bound of bounded) this.#left.set(bound, this.#left.get(bound)! - 1);
    return true;
  }
}
