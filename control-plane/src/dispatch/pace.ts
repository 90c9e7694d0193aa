/** What those who ask rest of their own accord, at the least. */
const LEAST_REST_SECONDS = 5;
const WINDOW_MS = 10_000;

/**
 * Keeps what many processes ask again and again at a bounded rate: the more of them come, the longer each is told to rest.
 * However many there are, what they cost is known.
 */
export class Pace {
  #restSeconds = 0;
  #asked = 0;
  #since: number;

  constructor(
    private readonly perSecond: number,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {
    this.#since = monotonicMs();
  }

  /** Counts one that asks, and tells after how many seconds it may ask again. */
  next(): number {
    const elapsed = this.monotonicMs() - this.#since;
    if (elapsed >= WINDOW_MS) this.#adapt((1000 * this.#asked) / elapsed);
    this.#asked += 1;
    return this.#restSeconds;
  }

  /** As many as come at `rate` with the rest they were told come at the wanted rate with this one. */
  #adapt(rate: number): void {
    this.#restSeconds = (Math.max(this.#restSeconds, LEAST_REST_SECONDS) * rate) / this.perSecond;
    this.#asked = 0;
    this.#since = this.monotonicMs();
  }
}
