/** What those who ask rest of their own accord: as long as turns come sooner, nobody is told to rest. */
const OWN_REST_MS = 5000;
/** Nobody heeds a longer rest, so none is promised its turn later than that. */
const LONGEST_REST_MS = 300_000;

/**
 * Keeps what many processes ask again and again at a bounded rate: whoever asks is given the next free turn, and told to rest
 * until then. Few find theirs at once; the more of them come, the later it is. However many there are, what they cost is known.
 */
export class Pace {
  readonly #betweenMs: number;
  #nextTurn = -Infinity;

  constructor(
    perSecond: number,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {
    this.#betweenMs = 1000 / perSecond;
  }

  /** Tells one that asks after how many seconds it may ask again; 0: whenever it likes. */
  next(): number {
    const now = this.monotonicMs();
    const rest = Math.min(Math.max(this.#nextTurn - now, 0), LONGEST_REST_MS);
    this.#nextTurn = now + rest + this.#betweenMs;
    return rest < OWN_REST_MS ? 0 : rest / 1000;
  }
}
