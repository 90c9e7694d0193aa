import { backoffSeconds, DEFAULT_RETRY_POLICY, mayPass } from "kedge/client";
import type { WorkPool } from "kedge/contract";
import type { Clock } from "./clock.js";
import type { WorkerLog } from "./log.js";
import { messageOf, type Plane } from "./plane.js";

export interface FindPoolOptions {
  readonly plane: Pick<Plane, "readWorkPool">;
  readonly pool: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: WorkerLog;
}

/**
 * The pool to pull from, as soon as there is a plane to tell of it: a machine may come up before its plane, and a plane that
 * is restarted is no reason to end. Says so once. Rejects at once with what no waiting mends: an address at which nobody will
 * ever answer, a key that is refused, a pool that does not exist.
 */
export async function findPool({ plane, pool, clock, random, log }: FindPoolOptions): Promise<WorkPool> {
  for (let failures = 0; ;) {
    try {
      const found = await plane.readWorkPool(pool);
      if (failures > 0) log.info("The plane answers");
      return found;
    } catch (error) {
      if (!mayPass(error)) throw error;
      if (failures === 0) log.warn(`${messageOf(error)}. Waiting for it`);
      await clock.wait(1000 * backoffSeconds(failures++, undefined, DEFAULT_RETRY_POLICY, random));
    }
  }
}
