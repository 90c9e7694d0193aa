/** Remembers the last so many values. */
export class RecentSet<T> {
  readonly #values = new Set<T>();

  constructor(private readonly most: number) {}

  /** false: it is known already. */
  add(value: T): boolean {
    if (this.#values.has(value)) return false;
    this.#values.add(value);
    if (this.#values.size > this.most)
      for (const oldest of this.#values) {
        this.#values.delete(oldest);
        break;
      }
    return true;
  }
}
