import type { StandingReply } from "kedge/contract";
import { Batcher } from "../db/batcher.js";
import type { Sql } from "../db/connect.js";
import { keepLocalRuns, type Standing } from "../db/queries/keep-local-runs.js";
import type { LeaseGrace } from "./lease-grace.js";

/** A lone process is answered at once; a thousand that come every five seconds cost seven statements a second. */
const REST_MS = 150;

/** What processes say of the runs that they carry out themselves, many in one statement. */
export class Standings {
  readonly #batcher: Batcher<Standing, StandingReply>;

  constructor({ sql, leaseGrace }: { readonly sql: Sql; readonly leaseGrace: LeaseGrace }) {
    this.#batcher = new Batcher((standings) => leaseGrace.around(() => keepLocalRuns(sql, standings)), {
      maxItems: 5000,
      maxInFlight: 1,
      maxWaiting: 20_000,
      restMs: REST_MS,
      sizeOf: ({ runs }) => 1 + runs.length,
    });
  }

  keep(standing: Standing): Promise<StandingReply> {
    return this.#batcher.submit(standing);
  }

  drained(): Promise<void> {
    return this.#batcher.drained();
  }
}
