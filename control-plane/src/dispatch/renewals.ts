import { Batcher } from "../db/batcher.js";
import type { Sql } from "../db/connect.js";
import { renewSessions, type SessionRenewal, type SessionRenewed } from "../db/queries/renew-sessions.js";
import type { LeaseGrace } from "./lease-grace.js";

/** A lone renewal goes out at once; a thousand workers that renew every ten seconds cost seven statements a second. */
const REST_MS = 150;

/** Renewals of many workers' sessions, over whatever transport they came, in one statement. */
export class Renewals {
  readonly #batcher: Batcher<SessionRenewal, SessionRenewed>;

  constructor({ sql, leaseGrace }: { readonly sql: Sql; readonly leaseGrace: LeaseGrace }) {
    this.#batcher = new Batcher((renewals) => leaseGrace.around(() => renewSessions(sql, renewals)), {
      maxItems: 5000,
      maxInFlight: 1,
      maxWaiting: 20_000,
      restMs: REST_MS,
      keyOf: ({ workspaceId, sessionId }) => `${workspaceId} ${sessionId}`,
      sizeOf: ({ runs }) => 1 + runs.length,
    });
  }

  renew(renewal: SessionRenewal): Promise<SessionRenewed> {
    return this.#batcher.submit(renewal);
  }

  drained(): Promise<void> {
    return this.#batcher.drained();
  }
}
