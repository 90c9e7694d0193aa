import type { Random } from "./kernel/random.js";
import type { Tables } from "./plane/rows.js";

/** A pool or two with queues of different priorities, and named limits that runs of both may share. */
export function poolsOf(random: Random): Tables {
  const limit = (most: number) => (random.chance(0.5) ? random.whole(1, most) : null);
  const tables: Tables = {
    epoch: 1,
    pools: new Map(),
    queues: new Map(),
    limits: new Map(),
    runs: new Map(),
    runsByKey: new Map(),
    sessions: new Map(),
    leases: new Map(),
  };
  const pools = random.whole(1, 2);
  for (let p = 0; p < pools; p++) {
    const poolId = `pool ${p}`;
    tables.pools.set(poolId, { id: poolId, name: poolId, limit: limit(6), isPaused: false });
    for (let q = random.whole(1, 3) - 1; q >= 0; q--) {
      const id = `queue ${p}.${q}`;
      tables.queues.set(id, { id, poolId, name: id, priority: random.whole(1, 3), limit: limit(3), isPaused: false });
    }
  }
  for (let l = random.whole(0, 2); l > 0; l--) {
    const id = `limit ${l}`;
    tables.limits.set(id, { id, slots: random.whole(1, 3), isActive: true });
  }
  return tables;
}
