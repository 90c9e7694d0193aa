/** Handshakes that are let through at a steady rate, with room for a burst; the rest is told when to come again. */
export class HandshakeAdmission {
  #room: number;
  #filledAt: number;
  /** Who was sent away and will come again; they are given seconds of their own to come in. */
  #sentAway = 0;

  constructor(
    private readonly perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#room = perSecond;
    this.#filledAt = now();
  }

  /** 0: come in. Otherwise the seconds after which there should be room. */
  admit(): number {
    const at = this.now();
    const gained = ((at - this.#filledAt) / 1000) * this.perSecond;
    this.#filledAt = at;
    this.#room = Math.min(this.perSecond, this.#room + gained);
    this.#sentAway = Math.max(0, this.#sentAway - gained);
    if (this.#room >= 1) {
      this.#room -= 1;
      return 0;
    }
    this.#sentAway += 1;
    return Math.ceil(this.#sentAway / this.perSecond);
  }
}
