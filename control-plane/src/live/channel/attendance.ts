import type { Sql } from "../../db/connect.js";
import { beginSession, type SessionBegun } from "../../db/queries/begin-session.js";
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

/**
 * Who is connected to this server, so that a worker counts as there while it has nothing to renew. What it has in hand it
 * must renew itself.
 */
export class Attendance {
  readonly #present = new Set<SessionKey>();

  constructor(private readonly parts: AttendanceParts) {}

  /** undefined: there is no such pool. */
  begin(who: Parameters<typeof beginSession>[1]): Promise<SessionBegun | undefined> {
    return this.parts.leaseGrace.around(() => beginSession(this.parts.sql, who));
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
