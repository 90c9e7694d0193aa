import type { Micros } from "kedge/contract";
import type { Clock } from "../../../worker/src/clock.js";
import { EPOCH_MS } from "./ambient.js";
import type { Kernel, Timer } from "./kernel.js";

/**
 * Something that can be killed or frozen at any instant: a server, a worker, a job. What waits in a killed process never
 * happens; what comes to a frozen one happens when it thaws, all at once.
 */
export class Process {
  #isAlive = true;
  #isFrozen = false;
  #thawedAt = -Infinity;
  #backlog: (() => void)[] = [];
  readonly #onEnd: (() => void)[] = [];

  constructor(
    readonly kernel: Kernel,
    readonly name: string,
  ) {}

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Since when it has run without a pause; Infinity while it is frozen. */
  get awakeSince(): number {
    return this.#isFrozen ? Infinity : this.#thawedAt;
  }

  after(ms: number, task: () => void): Timer {
    return this.kernel.after(ms, () => this.#happen(task));
  }

  /** Returns whether it was alive until now. */
  end(): boolean {
    if (!this.#isAlive) return false;
    this.#isAlive = false;
    this.#backlog = [];
    for (const tell of this.#onEnd.splice(0)) tell();
    return true;
  }

  onEnd(tell: () => void): void {
    if (this.#isAlive) this.#onEnd.push(tell);
    else tell();
  }

  freeze(ms: number): void {
    if (!this.#isAlive || this.#isFrozen) return;
    this.#isFrozen = true;
    this.kernel.after(ms, () => {
      this.#isFrozen = false;
      this.#thawedAt = this.kernel.now;
      for (const task of this.#backlog.splice(0)) this.after(0, task);
    });
  }

  #happen(task: () => void): void {
    if (!this.#isAlive) return;
    if (this.#isFrozen) this.#backlog.push(task);
    else task();
  }
}

export interface ClockFaults {
  /** How much faster its monotonic clock runs, such as 0.0001. */
  readonly drift: number;
  /** How far its wall clock is off, in milliseconds; jumps. */
  wallSkewMs: number;
}

/** The clock of a machine, as a process on it sees it. */
export function clockOf(process: Process, faults: ClockFaults): Clock {
  const rate = 1 + faults.drift;
  return {
    monotonic: () => process.kernel.now * rate,
    now: (): Micros => Math.floor((EPOCH_MS + process.kernel.now + faults.wallSkewMs) * 1000),
    wait(ms, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          timer.cancel();
          signal?.removeEventListener("abort", done);
          resolve();
        };
        const timer = process.after(ms === Infinity ? 1e12 : ms / rate, done);
        signal?.addEventListener("abort", done);
      });
    },
  };
}
