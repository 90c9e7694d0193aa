/** A transaction that waits for a row or holds some. */
export interface Transaction {
  readonly name: string;
}

interface Waiting {
  readonly transaction: Transaction;
  readonly granted: () => void;
}

/** Locks of rows, first come first served. Transactions that wait for each other in a circle are told of. */
export class RowLocks {
  readonly #holders = new Map<string, Transaction>();
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #waitsFor = new Map<Transaction, string>();

  constructor(private readonly onDeadlock: (transactions: readonly Transaction[]) => void) {}

  isHeld(row: string): boolean {
    return this.#holders.has(row);
  }

  acquire(row: string, transaction: Transaction, granted: () => void): void {
    const holder = this.#holders.get(row);
    if (holder === undefined || holder === transaction) {
      this.#holders.set(row, transaction);
      granted();
      return;
    }
    const queue = this.#waiting.get(row) ?? [];
    queue.push({ transaction, granted });
    this.#waiting.set(row, queue);
    this.#waitsFor.set(transaction, row);
    const circle = this.#circleFrom(transaction);
    if (circle !== null) this.onDeadlock(circle);
  }

  release(transaction: Transaction): void {
    for (const [row, holder] of this.#holders) {
      if (holder !== transaction) continue;
      this.#holders.delete(row);
      const next = this.#waiting.get(row)?.shift();
      if (next === undefined) continue;
      this.#holders.set(row, next.transaction);
      this.#waitsFor.delete(next.transaction);
      next.granted();
    }
  }

  #circleFrom(first: Transaction): Transaction[] | null {
    const path = [first];
    for (let row = this.#waitsFor.get(first); row !== undefined;) {
      const holder = this.#holders.get(row);
      if (holder === undefined) return null;
      if (holder === first) return path;
      if (path.includes(holder)) return null;
      path.push(holder);
      row = this.#waitsFor.get(holder);
    }
    return null;
  }
}
