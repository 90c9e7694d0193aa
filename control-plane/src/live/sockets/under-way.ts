/** Writes that were begun and have not ended: how much they are, and a way to wait for it to become less. */
export class UnderWay {
  #count = 0;
  #size = 0;
  #failure: { readonly error: unknown } | null = null;
  #wake: () => void = () => {};

  add(write: Promise<void>, size: number): void {
    this.#count += 1;
    this.#size += size;
    const end = () => {
      this.#count -= 1;
      this.#size -= size;
      this.#wake();
    };
    write.then(end, (error: unknown) => {
      this.#failure ??= { error };
      end();
    });
  }

  /** Rejects as soon as one of the writes has failed. */
  async below(size: number): Promise<void> {
    await this.#until(() => this.#size <= size);
  }

  /** Rejects as soon as one of the writes has failed. */
  async allDone(): Promise<void> {
    await this.#until(() => this.#count === 0);
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (this.#failure === null && !isReached()) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failure !== null) throw this.#failure.error;
  }
}
