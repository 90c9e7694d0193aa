import type { Sql } from "../db/connect.js";
import { deleteOldSpoolMarks } from "../db/queries/delete-old-spool-marks.js";
import type { ServiceDefinition } from "./service.js";

export interface SpoolMarkSweeperReport {
  readonly deleted: number;
}

const REST_MS = 60 * 60_000;
const BITE = 1000;
/** Well beyond any outage that a spool outlives: its quota is full before. */
const KEPT_DAYS = 30;

/** Forgets spools that nobody has delivered from for a month, so that their table stays as small as a month's attempts. */
export function spoolMarkSweeper({ sql }: { sql: Sql }): ServiceDefinition<SpoolMarkSweeperReport> {
  return {
    name: "spool-mark-sweeper",
    restMs: REST_MS,
    async runOnce() {
      return { deleted: await deleteOldSpoolMarks(sql, { days: KEPT_DAYS, limit: BITE }) };
    },
    restAfter: ({ deleted }) => (deleted === BITE ? 0 : null),
  };
}
