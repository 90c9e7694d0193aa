import { Batcher } from "../../db/batcher.js";
import type { Sql } from "../../db/connect.js";
import { type Arrival, beginSessions, type SessionBegun } from "../../db/queries/begin-sessions.js";
import { endIdleSession } from "../../db/queries/end-idle-session.js";
import { keepIdleSessions, type SessionKey } from "../../db/queries/keep-idle-sessions.js";
import { noteWorkerTrouble, type WorkerTrouble } from "../../db/queries/note-worker-trouble.js";
import type { LeaseGrace } from "../../dispatch/lease-grace.js";

export interface AttendanceParts {
  readonly sql: Sql;
  readonly leaseGrace: LeaseGrace;
}

/** So that no statement holds its rows for long. */
const MOST_AT_ONCE = 2000;
/** A lone worker is welcomed at once; of workers that come together each waits so long at most for the others. */
const ARRIVALS_REST_MS = 25;

/**
 * Who is connected to this server, so that a worker counts as there while it has nothing to renew. What it has in hand it
 * must renew itself.
 */
export class Attendance {
  readonly #present = new Set<SessionKey>();

  readonly #arrivals: Batcher<Arrival, SessionBegun | undefined>;

  constructor(private readonly parts: AttendanceParts) {
    const { sql, leaseGrace } = parts;
    this.#arrivals = new Batcher((arrivals) => leaseGrace.around(() => beginSessions(sql, arrivals)), {
      maxItems: MOST_AT_ONCE,
      maxInFlight: 1,
      maxWaiting: 20_000,
      restMs: ARRIVALS_REST_MS,
      keyOf: ({ workspaceId, hello }) => `${workspaceId} ${hello.session_id}`,
    });
  }

  /** undefined: there is no such pool. */
  begin(arrival: Arrival): Promise<SessionBegun | undefined> {
    return this.#arrivals.submit(arrival);
  }

  drained(): Promise<void> {
    return this.#arrivals.drained();
  }

  /** Resolves whether there is such a pool. */
  noteTrouble(trouble: WorkerTrouble): Promise<boolean> {
    return this.parts.leaseGrace.around(() => noteWorkerTrouble(this.parts.sql, trouble));
  }

  join(session: SessionKey): void {
    this.#present.add(session);
  }

  /** Whoever leaves without taking leave is expected back, and counts as there until its session lapses. */
  async leave(session: SessionKey, { hasTakenLeave }: { readonly hasTakenLeave: boolean }): Promise<void> {
    this.#present.delete(session);
    if (hasTakenLeave) await endIdleSession(this.parts.sql, session);
  }

  /** Keeps the sessions of those that have nothing in hand. Without anybody the database is asked nothing. */
  async keep(): Promise<{ readonly kept: number }> {
    const present = [...this.#present];
    let kept = 0;
    while (present.length > 0) {
      const some = present.splice(0, MOST_AT_ONCE);
      // Around: an outage has to be seen in the sessions before any of them is renewed.
      kept += await this.parts.leaseGrace.around(() => keepIdleSessions(this.parts.sql, some));
    }
    return { kept };
  }
}
