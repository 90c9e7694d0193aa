import type { FlowRunStateCommit } from "../../../control-plane/src/db/queries/commit-flow-run-states.js";
import type { FlowRunStore } from "../../../control-plane/src/orchestration/flow-run-store.js";
import type { Faults } from "../faults.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Process } from "../kernel/process.js";
import type { Random } from "../kernel/random.js";
import type { Wiring } from "../wiring.js";
import { RowLocks } from "./row-locks.js";
import { stateOf } from "./rows.js";
import type { Store } from "./store.js";

export interface DatabaseParts {
  readonly kernel: Kernel;
  readonly random: Random;
  readonly faults: Faults;
  readonly wiring: Wiring;
  readonly store: Store;
  readonly onDeadlock: (transactions: readonly string[]) => void;
}

/**
 * The database as a server sees it: statements take their time, wait for rows, and fail before or after they have been
 * carried out. A statement that has reached it is carried out though its server dies meanwhile.
 */
export class Database {
  readonly locks: RowLocks;
  #transactions = 0;

  constructor(private readonly parts: DatabaseParts) {
    this.locks = new RowLocks((circle) => parts.onDeadlock(circle.map(({ name }) => name)));
  }

  get store(): Store {
    return this.parts.store;
  }

  /** A statement that is carried out at one instant. */
  run<T>(server: Process, statement: (store: Store) => T): Promise<T> {
    return this.#exchange(server, (finish) => finish(() => statement(this.parts.store)));
  }

  /** What a server's transitions are wired to. */
  flowRunStore(server: Process): FlowRunStore {
    return {
      commit: (items) => this.#commit(server, items),
      readSnapshots: (keys) => this.run(server, (store) => keys.map(({ runId }) => store.snapshot(runId))),
      // What stock workers take by proposing PENDING; there are none here.
      commitWithinLimits: () => Promise.reject(new Error("no worker of the simulation claims by a proposal")),
      keepLateReport: (report) =>
        this.run(server, () => this.parts.kernel.trace.add(`late report of ${report.flowRunId} under ${report.fence}`)),
    };
  }

  /** Locks the runs one by one, in an order that all statements share, and commits when it has them all. */
  #commit(server: Process, items: readonly FlowRunStateCommit[]) {
    const { kernel, random, wiring, store } = this.parts;
    return this.#exchange<ReturnType<Store["commit"]>>(server, (finish) => {
      const transaction = { name: `${server.name} #${(this.#transactions += 1)}` };
      const seen = new Map<string, string>();
      for (const { runId } of items) {
        const run = store.tables.runs.get(runId);
        if (run) seen.set(runId, stateOf(run).id);
      }
      const rows = wiring.lockOrder(items.map(({ runId }) => runId));
      const lockFrom = (i: number): void => {
        const row = rows[i];
        if (row !== undefined) {
          this.locks.acquire(row, transaction, () => kernel.after(random.between(0.01, 0.4), () => lockFrom(i + 1)));
          return;
        }
        kernel.after(random.between(0.1, 1), () => {
          finish(() => store.commit(items, seen));
          this.locks.release(transaction);
        });
      };
      lockFrom(0);
    });
  }

  /** There and back again. `begin` is called when the statement reaches the database; it finishes by carrying it out. */
  #exchange<T>(server: Process, begin: (finish: (carryOut: () => T) => void) => void): Promise<T> {
    const { kernel, random, faults } = this.parts;
    return new Promise((resolve, reject) => {
      const answer = (settle: () => void) => void server.after(random.between(0.1, 1), settle);
      const fail = () => answer(() => reject(new Error("the connection to the database was terminated")));
      kernel.after(random.between(0.1, 1), () => {
        if (faults.isDatabaseDown || random.chance(faults.rates.statementRefused)) return fail();
        begin((carryOut) => {
          if (faults.isDatabaseDown) return fail();
          const result = carryOut();
          if (random.chance(faults.rates.commitUnanswered)) fail();
          else answer(() => resolve(result));
        });
      });
    });
  }
}
