import { isReaped, type Check, type CheckContext } from "./check.js";

/** A worker needs a moment after it was frozen to see that its leases are gone. */
const MOMENT_MS = 2000;
const LEASE_MS = 30_000;

/**
 * I1, I20: a worker that is awake has stopped an attempt's job before its lease ends, by its own monotonic clock, unless the
 * deployment lets it go on.
 */
export function holdersCheck({ complain, jobs, now }: CheckContext): Check {
  let restoredAt = -Infinity;
  return {
    committed({ id, onDisconnect }, item) {
      // With the backup came back sessions as they were then, which is no holder's fault.
      if (!isReaped(item) || onDisconnect === "continue" || now() < restoredAt + 2 * LEASE_MS) return;
      for (const { of } of jobs()) {
        const isAwake = of.worker.isAlive && now() > of.worker.awakeSince + MOMENT_MS;
        if (of.runId === id && of.fence === item.fence && of.program === "run" && isAwake) {
          complain("I1", `${of.worker.name} still runs ${id} under ${of.fence}, whose lease has ended`);
        }
      }
    },
    restored: () => void (restoredAt = now()),
  };
}
