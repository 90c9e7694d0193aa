import type { Sql } from "../db/connect.js";
import { deleteEndedSessions } from "../db/queries/delete-ended-sessions.js";
import type { ServiceDefinition } from "./service.js";

export interface SessionSweeperReport {
  readonly deleted: number;
}

const REST_MS = 60 * 60_000;
const BITE = 1000;
/** Enough to see on which day a worker went away, and with what. */
const KEPT_DAYS = 7;

/** Forgets the sessions of workers that ended a week ago: every start of a worker leaves one. */
export function sessionSweeper({ sql }: { sql: Sql }): ServiceDefinition<SessionSweeperReport> {
  return {
    name: "session-sweeper",
    restMs: REST_MS,
    async runOnce() {
      return { deleted: await deleteEndedSessions(sql, { days: KEPT_DAYS, limit: BITE }) };
    },
    restAfter: ({ deleted }) => (deleted === BITE ? 0 : null),
  };
}
