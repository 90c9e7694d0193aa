/** Whoever can take runs. */
export interface Taker {
  /** How many more, now. */
  readonly free: number;
}

/**
 * Takers by how much they can take, so that the freest of thousands is found without looking at all of them. Among equals
 * whoever was served longest ago comes first.
 */
export class Openings<T extends Taker> {
  readonly #byFree: Set<T>[] = [];
  readonly #places = new Map<T, number>();

  get isEmpty(): boolean {
    return this.#places.size === 0;
  }

  get size(): number {
    return this.#places.size;
  }

  /** Puts the taker where its present count belongs; one that can take nothing leaves. */
  update(taker: T): void {
    this.remove(taker);
    const { free } = taker;
    if (free === 0) return;
    (this.#byFree[free] ??= new Set()).add(taker);
    this.#places.set(taker, free);
  }

  remove(taker: T): void {
    const place = this.#places.get(taker);
    if (place === undefined) return;
    this.#byFree[place]!.delete(taker);
    this.#places.delete(taker);
    while (this.#byFree.length > 0 && !this.#byFree.at(-1)?.size) this.#byFree.pop();
  }

  freest(): T | undefined {
    return this.#byFree.at(-1)?.values().next().value;
  }
}
