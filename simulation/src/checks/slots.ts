import type { LeaseRow } from "../plane/rows.js";
import type { Check, CheckContext } from "./check.js";

/** I5: what is held never exceeds a limit, of a pool, a queue, a named limit or a worker; a paused pool or queue hands nothing out. */
export function slotsCheck({ complain, databaseNow, tables, slotsOf }: CheckContext): Check {
  const started = new Set<string>();
  function compare(what: string, held: readonly LeaseRow[], most: number | null | undefined): void {
    if (most != null && held.length > most) complain("I5", `${what} holds ${held.length} slots of ${most}`);
  }
  function count(): void {
    const { leases, sessions, pools, queues, limits } = tables();
    const live = [...leases.values()].filter(
      (lease) => (sessions.get(lease.sessionId)?.expiresAt ?? 0) > databaseNow(),
    );
    for (const { id, name, limit } of pools.values())
      compare(
        `pool ${name}`,
        live.filter((lease) => lease.poolId === id),
        limit,
      );
    for (const { id, name, limit } of queues.values())
      compare(
        `queue ${name}`,
        live.filter((lease) => lease.queueId === id),
        limit,
      );
    for (const { id, slots, isActive } of limits.values()) {
      if (isActive)
        compare(
          `limit ${id}`,
          live.filter((lease) => lease.limitId === id),
          slots,
        );
    }
    for (const { id, workerName } of sessions.values()) {
      // What it was given without hearing of it does not keep it busy.
      const inHand = live.filter((lease) => lease.sessionId === id && started.has(`${lease.runId} ${lease.fence}`));
      compare(`worker ${workerName}`, inHand, slotsOf(workerName));
    }
  }
  return {
    claimed({ id }, { poolId, queueId }) {
      const { pools, queues } = tables();
      if (pools.get(poolId)!.isPaused || queues.get(queueId)!.isPaused)
        complain("I5", `${id} was claimed while paused`);
      count();
    },
    renewed: count,
    jobStarted: ({ of }) => void started.add(`${of.runId} ${of.fence}`),
  };
}
