/** A server that was silent for so long is gone: it says every third of that time that it is there. */
const GONE_AFTER_MS = 90_000;

/** The other servers of this database, by what was heard of them. */
export class Peers {
  readonly #heardAt = new Map<string, number>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  get isAlone(): boolean {
    const latest = this.now() - GONE_AFTER_MS;
    for (const [id, at] of this.#heardAt) if (at < latest) this.#heardAt.delete(id);
    return this.#heardAt.size === 0;
  }

  heard(id: string): void {
    this.#heardAt.set(id, this.now());
  }

  left(id: string): void {
    this.#heardAt.delete(id);
  }
}
