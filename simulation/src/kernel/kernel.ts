import { EventHeap } from "./event-heap.js";
import type { Random } from "./random.js";
import { Trace } from "./trace.js";

export interface Timer {
  cancel(): void;
}

/**
 * Virtual time. Everything that happens is a task at an instant; of tasks at one instant the seed decides which is first.
 * Between two tasks all promises that can settle do, so what a task sets off has happened before the next one.
 */
export class Kernel {
  readonly trace: Trace;
  readonly #events = new EventHeap();
  readonly #ties: Random;
  #immediates: (() => void)[] = [];
  #now = 0;
  #steps = 0;

  constructor(random: Random) {
    this.#ties = random.fork();
    this.trace = new Trace(() => this.#now);
  }

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  get steps(): number {
    return this.#steps;
  }

  after(ms: number, task: () => void): Timer {
    const event = { at: this.#now + Math.max(0, ms), tie: this.#ties.next(), task: task as (() => void) | null };
    this.#events.push(event);
    return { cancel: () => (event.task = null) };
  }

  /** Lets time pass until `until`, or until `isOver` says so. */
  async run(until: number, isOver: () => boolean = () => false): Promise<void> {
    await this.#settle();
    while (!isOver()) {
      const next = this.#events.peek();
      if (next === undefined || next.at > until) break;
      this.#events.pop();
      if (next.task === null) continue;
      this.#now = next.at;
      this.#steps += 1;
      next.task();
      await this.#settle();
    }
    if (until !== Infinity && !isOver()) this.#now = Math.max(this.#now, until);
  }

  /** `setImmediate` of the code that is simulated: after this turn, and before anything else happens. */
  onNextTurn = (task: () => void): void => {
    this.#immediates.push(task);
  };

  async #settle(): Promise<void> {
    await promisesSettled();
    for (let task = this.#immediates.shift(); task !== undefined; task = this.#immediates.shift()) {
      task();
      await promisesSettled();
    }
  }
}

const immediate = setImmediate;

function promisesSettled(): Promise<void> {
  return new Promise((resolve) => void immediate(resolve));
}
