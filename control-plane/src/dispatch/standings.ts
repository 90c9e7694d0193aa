import type { StandingReply } from "kedge/contract";
import { Batcher } from "../db/batcher.js";
import type { Sql } from "../db/connect.js";
import { keepLocalRuns, type Standing, type Wanted } from "../db/queries/keep-local-runs.js";
import type { LeaseGrace } from "./lease-grace.js";
import { Pace } from "./pace.js";

/** Of ten thousand processes each comes every 200 s then. */
const MOST_A_SECOND = 50;

/** A lone process is answered at once; those that come meanwhile share a statement. */
const REST_MS = 150;

/** What processes say of the runs that they carry out themselves, many in one statement. */
export class Standings {
  readonly #batcher: Batcher<Standing, Wanted>;
  readonly #pace = new Pace(MOST_A_SECOND);

  constructor({ sql, leaseGrace }: { readonly sql: Sql; readonly leaseGrace: LeaseGrace }) {
    this.#batcher = new Batcher((standings) => leaseGrace.around(() => keepLocalRuns(sql, standings)), {
      maxItems: 5000,
      maxInFlight: 1,
      maxWaiting: 20_000,
      restMs: REST_MS,
      sizeOf: ({ runs }) => 1 + runs.length,
    });
  }

  async keep(standing: Standing): Promise<StandingReply> {
    const rest_seconds = this.#pace.next();
    return { ...(await this.#batcher.submit(standing)), rest_seconds };
  }

  drained(): Promise<void> {
    return this.#batcher.drained();
  }
}
