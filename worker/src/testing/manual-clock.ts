import type { Micros } from "kedge/contract";
import type { Clock } from "../clock.js";

interface Waiter {
  readonly at: number;
  readonly resolve: () => void;
}

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  #elapsed = 0;
  #waiters: Waiter[] = [];
  #onWait: (() => void)[] = [];

  monotonic(): number {
    return this.#elapsed;
  }

  now(): Micros {
    return Math.floor(1_750_000_000_000_000 + this.#elapsed * 1000);
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const onAbort = () => {
        this.#waiters = this.#waiters.filter((each) => each !== waiter);
        resolve();
      };
      const waiter = {
        at: this.#elapsed + ms,
        resolve() {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      this.#waiters.push(waiter);
      signal?.addEventListener("abort", onAbort);
      for (const announce of this.#onWait.splice(0)) announce();
    });
  }

  /** The milliseconds that each of those who wait now still has to wait, shortest first. */
  get waiting(): number[] {
    return this.#waiters.map(({ at }) => at - this.#elapsed).sort((a, b) => a - b);
  }

  /** Resolves once someone waits for exactly `ms` from now. */
  async someoneWaits(ms: number): Promise<void> {
    while (!this.waiting.some((left) => Math.abs(left - ms) < 0.001)) {
      await new Promise<void>((resolve) => this.#onWait.push(resolve));
    }
  }

  /** All the time passes before anyone wakes, as for a process that was frozen. */
  async leap(ms: number): Promise<void> {
    this.#elapsed += ms;
    await this.advance(0);
  }

  /** Lets time pass and wakes, in order, those whose time has come; what they do next happens before this resolves. */
  async advance(ms: number): Promise<void> {
    const until = this.#elapsed + ms;
    for (;;) {
      const next = this.#waiters.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#waiters = this.#waiters.filter((each) => each !== next);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.resolve();
      await new Promise(setImmediate);
    }
    this.#elapsed = until;
    await new Promise(setImmediate);
  }
}
