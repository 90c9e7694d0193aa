/** Ends a wait early; what rings while nobody waits is not lost. */
export class Bell {
  #controller = new AbortController();

  ring(): void {
    this.#controller.abort();
  }

  /** Aborted once it has rung. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it has rung since the last time that this was asked. */
  takeRing(): boolean {
    const hasRung = this.#controller.signal.aborted;
    if (hasRung) this.#controller = new AbortController();
    return hasRung;
  }
}
