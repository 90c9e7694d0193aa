import type { Watched } from "../elsewhere/commit-notice.js";

/** A server that was silent for so long is gone: it says every third of that time that it is there. */
const GONE_AFTER_MS = 90_000;

interface Peer {
  heardAt: number;
  watches: readonly Watched[];
  /** The last of our announcements that it has answered. */
  saw: number;
}

/** The other servers of this database, by what was heard of them. */
export class Peers {
  readonly #peers = new Map<string, Peer>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  get isAlone(): boolean {
    return this.#present().length === 0;
  }

  /** Whether sockets of any of them show such things. */
  watch(what: Watched): boolean {
    return this.#present().some(({ watches }) => watches.includes(what));
  }

  /** Whether each of them has answered our announcement of this number, or a later one. */
  haveSeen(announcement: number): boolean {
    return this.#present().every(({ saw }) => saw >= announcement);
  }

  heard(id: string, { watches, saw }: { watches?: readonly Watched[] | undefined; saw?: number | undefined }): void {
    const known = this.#peers.get(id);
    this.#peers.set(id, {
      heardAt: this.now(),
      watches: watches ?? known?.watches ?? [],
      saw: saw ?? known?.saw ?? 0,
    });
  }

  left(id: string): void {
    this.#peers.delete(id);
  }

  #present(): Peer[] {
    const latest = this.now() - GONE_AFTER_MS;
    for (const [id, { heardAt }] of this.#peers) if (heardAt < latest) this.#peers.delete(id);
    return [...this.#peers.values()];
  }
}
