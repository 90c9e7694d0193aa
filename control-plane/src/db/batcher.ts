/** What a batcher does with the items that are waiting: one result for each, in order. */
export type RunBatch<Item, Result> = (items: readonly Item[]) => Promise<readonly Result[]>;

export interface BatcherOptions<Item> {
  /** The most items one statement takes. */
  readonly maxItems: number;
  /** Statements under way at once. One already keeps the database busy; a second hides the round trip. */
  readonly maxInFlight: number;
  /** At most this much may wait; beyond it `submit` refuses, so that a slow database cannot fill the memory. */
  readonly maxWaiting: number;
  /** Items with equal keys never share a batch: one statement cannot change the same row twice. */
  readonly keyOf?: (item: Item) => string;
  /** How much an item counts against `maxItems` (rows of a multi-row item); 1 unless told. */
  readonly sizeOf?: (item: Item) => number;
  /** Least time between the starts of two statements, in milliseconds, for what nobody waits for; 0 unless told. */
  readonly restMs?: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets concurrent requests share a statement. Nothing ever waits for company: a batch is whatever has gathered while the
 * statements before it were under way or, if told to rest, had just been; so a lone request goes out alone and at once.
 */
export class Batcher<Item, Result> {
  #waiting: Waiting<Item, Result>[] = [];
  #inFlight = 0;
  #isScheduled = false;
  #restUntil = -Infinity;
  #idle: (() => void)[] = [];

  constructor(
    private readonly run: RunBatch<Item, Result>,
    private readonly options: BatcherOptions<Item>,
  ) {}

  /** Rejects with the batch's own error, or with BatcherFullError when too much is waiting. */
  submit(item: Item): Promise<Result> {
    const { maxWaiting } = this.options;
    if (this.#waiting.length >= maxWaiting) return Promise.reject(new BatcherFullError(maxWaiting));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves once nothing waits and nothing is under way. */
  drained(): Promise<void> {
    if (this.#waiting.length === 0 && this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** After the current turn of the event loop: requests that were read together go out together. */
  #schedule(): void {
    if (this.#isScheduled || this.#inFlight >= this.options.maxInFlight) return;
    this.#isScheduled = true;
    const go = () => {
      this.#isScheduled = false;
      while (this.#waiting.length > 0 && this.#inFlight < this.options.maxInFlight) this.#start(this.#take());
    };
    const rest = this.#restUntil - performance.now();
    if (rest > 0) setTimeout(go, rest);
    else setImmediate(go);
  }

  #take(): Waiting<Item, Result>[] {
    const { maxItems, keyOf, sizeOf = () => 1 } = this.options;
    const keys = new Set<string>();
    const batch: Waiting<Item, Result>[] = [];
    const left: Waiting<Item, Result>[] = [];
    let size = 0;
    for (const waiting of this.#waiting) {
      const key = keyOf?.(waiting.item);
      const itemSize = sizeOf(waiting.item);
      const fits = batch.length === 0 || size + itemSize <= maxItems;
      if (!fits || (key !== undefined && keys.has(key))) {
        left.push(waiting);
        continue;
      }
      if (key !== undefined) keys.add(key);
      size += itemSize;
      batch.push(waiting);
    }
    this.#waiting = left;
    return batch;
  }

  #start(batch: Waiting<Item, Result>[]): void {
    this.#inFlight += 1;
    this.#restUntil = performance.now() + (this.options.restMs ?? 0);
    void this.#settle(batch).finally(() => {
      this.#inFlight -= 1;
      if (this.#waiting.length > 0) this.#schedule();
      else if (this.#inFlight === 0) for (const resolve of this.#idle.splice(0)) resolve();
    });
  }

  async #settle(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(batch.map((waiting) => waiting.item));
      batch.forEach((waiting, i) => waiting.resolve(results[i]!));
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
  }
}

export class BatcherFullError extends Error {
  override readonly name = "BatcherFullError";

  constructor(waiting: number) {
    super(`${waiting} writes are already waiting for the database; try again shortly`);
  }
}
