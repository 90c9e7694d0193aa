/** A notice comes back within milliseconds. */
const WITHIN_MS = 10_000;

/**
 * Whether this server hears what it says itself. A pooler that hands out transactions takes LISTEN for a statement like any
 * other, and lets the notices go to nobody, without a sign.
 */
export class Echo {
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly onMissing: () => void) {}

  /** Something has been said. */
  expect(): void {
    this.stop();
    this.#timer = setTimeout(this.onMissing, WITHIN_MS);
    this.#timer.unref();
  }

  /** It was heard, or the line is down: then nothing can be. */
  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
