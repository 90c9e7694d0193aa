import type { Attempt } from "./attempt.js";

/** How many runs may be in hand at once, and which are: a slot is a live attempt, nothing is counted apart from them. */
export class Slots {
  readonly #attempts = new Map<string, Attempt>();
  #onFreed: (() => void)[] = [];
  #isClosed = false;

  constructor(readonly limit: number) {}

  get free(): number {
    return this.#isClosed ? 0 : Math.max(0, this.limit - this.#attempts.size);
  }

  /** No slot is free until `reopen`; what is in hand goes on. */
  close(): void {
    this.#isClosed = true;
  }

  reopen(): void {
    this.#isClosed = false;
    for (const resolve of this.#onFreed.splice(0)) resolve();
  }

  get active(): readonly Attempt[] {
    return [...this.#attempts.values()];
  }

  /** Holds a slot until `work` has settled; its outcome is the caller's business. */
  async hold(attempt: Attempt, work: () => Promise<void>): Promise<void> {
    // By fence, not by run: a run that was taken away and claimed again is in hand twice until the old job is gone.
    const key = `${attempt.id} ${attempt.fence}`;
    // Said here and not by the next renewal: its answer names runs, and would stop the new attempt with the old one.
    for (const earlier of this.active) if (earlier.id === attempt.id) earlier.stop("lost");
    this.#attempts.set(key, attempt);
    try {
      await work();
    } finally {
      this.#attempts.delete(key);
      for (const resolve of this.#onFreed.splice(0)) resolve();
    }
  }

  /** Resolves when a slot becomes free, or `signal` aborts. */
  async freed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        signal.removeEventListener("abort", done);
        resolve();
      };
      signal.addEventListener("abort", done);
      this.#onFreed.push(done);
    });
  }

  /** Resolves when nothing is in hand. */
  async idle(): Promise<void> {
    while (this.#attempts.size > 0) await new Promise<void>((resolve) => this.#onFreed.push(resolve));
  }
}
