import type { Sql } from "../db/connect.js";
import { deleteExpiredCacheEntries } from "../db/queries/delete-expired-cache-entries.js";
import type { ServiceDefinition } from "./service.js";

export interface CacheSweeperReport {
  readonly deleted: number;
}

const REST_MS = 10 * 60_000;
const BITE = 1000;

/** Deletes cached results of tasks that have expired. They are not found any more; this gives their room back. */
export function cacheSweeper({ sql }: { sql: Sql }): ServiceDefinition<CacheSweeperReport> {
  return {
    name: "cache-sweeper",
    restMs: REST_MS,
    async runOnce() {
      return { deleted: await deleteExpiredCacheEntries(sql, { limit: BITE }) };
    },
    restAfter: ({ deleted }) => (deleted === BITE ? 0 : null),
  };
}
