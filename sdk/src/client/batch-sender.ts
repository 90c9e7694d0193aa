import { PlaneUnreachableError } from "./plane-error.js";

export interface BatchLimits {
  /** A batch leaves this long after its first item, or as soon as it is worth a request. */
  readonly lingerMillis: number;
  readonly worthItems: number;
  /** What one request carries at most. */
  readonly batchItems: number;
  readonly batchBytes: number;
}

export interface BatchSenderOptions<Item> {
  readonly limits: BatchLimits;
  /** Rough size of one item as JSON. */
  readonly bytesOf: (item: Item) => number;
  readonly send: (batch: readonly Item[]) => Promise<unknown>;
  /** These items will not be sent: they were refused, or the plane stayed away until the end. */
  readonly onLost: (items: readonly Item[], error: unknown) => void;
}

/**
 * Sends items in order and in batches, without anyone waiting for it: pushing is synchronous, and only the end of a run
 * waits, once, for `flush`. One request is in flight at a time. That keeps the order, and makes a busy plane see larger
 * batches instead of more of them.
 *
 * The caller bounds the buffer: it sees `waiting` and decides what to leave out.
 */
export class BatchSender<Item> {
  readonly #options: BatchSenderOptions<Item>;
  #items: Item[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #outage: unknown;
  #waiters: { readonly below: number; readonly resolve: () => void }[] = [];

  constructor(options: BatchSenderOptions<Item>) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#items.length;
  }

  get waitingBytes(): number {
    return this.#bytes;
  }

  push(item: Item): void {
    const { worthItems, batchBytes, lingerMillis } = this.#options.limits;
    this.#items.push(item);
    this.#bytes += this.#options.bytesOf(item);
    const isWorthIt = this.#items.length >= worthItems || this.#bytes >= batchBytes;
    // During an outage every new item would start another attempt: the timer paces them.
    if (isWorthIt && this.#outage === undefined) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), lingerMillis);
  }

  /**
   * For producers that can pause: undefined when fewer than `count` items wait, else a promise of that. An outage ends the
   * pause, since it may last for hours.
   */
  whenBelow(count: number): Promise<void> | undefined {
    if (this.#items.length < count || this.#outage !== undefined) return undefined;
    return new Promise((resolve) => this.#waiters.push({ below: count, resolve }));
  }

  /** Hands over what has not been sent, to who will send it instead. */
  takeWaiting(): readonly Item[] {
    const items = this.#items;
    this.#items = [];
    this.#bytes = 0;
    return items;
  }

  /** Resolves once every item pushed so far was taken, or reported lost after the client's patience ran out. */
  async flush(): Promise<void> {
    while (this.#items.length > 0 || this.#sending !== undefined) {
      this.#start();
      await this.#sending;
      if (this.#outage !== undefined) this.#giveUp();
    }
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  async #sendAll(): Promise<void> {
    // Whoever pushes many items in one turn fills one batch instead of starting with a batch of one.
    await Promise.resolve();
    this.#outage = undefined;
    while (this.#items.length > 0 && this.#outage === undefined) {
      const batch = this.#takeBatch();
      try {
        await this.#options.send(batch);
      } catch (error) {
        // A refused batch says nothing about the next one. An outage does: its items wait in their place.
        if (error instanceof PlaneUnreachableError) this.#putBack(batch, error);
        else this.#options.onLost(batch, error);
      }
      this.#wakeWaiters();
    }
  }

  #wakeWaiters(): void {
    const canGoOn = ({ below }: { below: number }) => this.#outage !== undefined || this.#items.length < below;
    const awake = this.#waiters.filter(canGoOn);
    if (awake.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !canGoOn(waiter));
    for (const { resolve } of awake) resolve();
  }

  #takeBatch(): Item[] {
    const { batchItems, batchBytes } = this.#options.limits;
    let count = 0;
    let bytes = 0;
    while (count < this.#items.length && count < batchItems && (count === 0 || bytes < batchBytes)) {
      bytes += this.#options.bytesOf(this.#items[count]!);
      count += 1;
    }
    const batch = this.#items.slice(0, count);
    this.#items = this.#items.slice(count);
    this.#bytes -= bytes;
    return batch;
  }

  #putBack(batch: readonly Item[], outage: unknown): void {
    this.#items = [...batch, ...this.#items];
    for (const item of batch) this.#bytes += this.#options.bytesOf(item);
    this.#outage = outage;
    this.#timer ??= setTimeout(() => this.#start(), this.#options.limits.lingerMillis);
  }

  #giveUp(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lost = this.#items;
    const outage = this.#outage;
    this.#items = [];
    this.#bytes = 0;
    this.#outage = undefined;
    if (lost.length > 0) this.#options.onLost(lost, outage);
  }
}
