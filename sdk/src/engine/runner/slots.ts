/**
 * Bounds how many submitted tasks of a flow run execute at once. First come, first served; a task that waits for other
 * runs gives its slot back meanwhile, so that tasks which submit tasks cannot lock each other out.
 */
export class Slots {
  #free: number;
  /** Who had a slot and wants it back: served before new tasks, so that what has begun ends. */
  readonly #returning: (() => void)[] = [];
  readonly #starting: ((slot: Slot) => void)[] = [];
  #nextStart = 0;

  constructor(concurrency: number) {
    this.#free = concurrency;
  }

  /** Calls `start` with a slot, now or when one is free. Whoever holds it calls `slot.end()`. */
  take(start: (slot: Slot) => void): void {
    this.#starting.push(start);
    this.#serve();
  }

  retake(): Promise<void> {
    return new Promise((resolve) => {
      this.#returning.push(resolve);
      this.#serve();
    });
  }

  giveBack(): void {
    this.#free += 1;
    this.#serve();
  }

  #serve(): void {
    while (this.#free > 0) {
      const returning = this.#returning.shift();
      if (returning !== undefined) {
        this.#free -= 1;
        returning();
      } else if (this.#nextStart < this.#starting.length) {
        this.#free -= 1;
        this.#dequeue()(new Slot(this));
      } else return;
    }
  }

  /** Moves a mark along the queue: shifting a list of 100,000 waiting tasks would copy it each time. */
  #dequeue(): (slot: Slot) => void {
    const start = this.#starting[this.#nextStart]!;
    this.#nextStart += 1;
    if (this.#nextStart * 2 > this.#starting.length) {
      this.#starting.splice(0, this.#nextStart);
      this.#nextStart = 0;
    }
    return start;
  }
}

/** One task's right to execute. */
export class Slot {
  readonly #slots: Slots;
  #held = true;
  #ended = false;
  #waits = 0;

  constructor(slots: Slots) {
    this.#slots = slots;
  }

  /** Waits for something that other tasks do, with the slot given back meanwhile. */
  async whileWaiting<T>(promise: Promise<T>): Promise<T> {
    this.#waits += 1;
    if (this.#held) {
      this.#held = false;
      this.#slots.giveBack();
    }
    try {
      return await promise;
    } finally {
      this.#waits -= 1;
      if (this.#waits === 0 && !this.#held) await this.#retake();
    }
  }

  end(): void {
    this.#ended = true;
    if (this.#held) this.#slots.giveBack();
    this.#held = false;
  }

  async #retake(): Promise<void> {
    await this.#slots.retake();
    // Meanwhile the task may have begun to wait again, or ended without awaiting this.
    if (this.#waits > 0 || this.#held || this.#ended) this.#slots.giveBack();
    else this.#held = true;
  }
}
